"""What the portal keeps of others' events, and what its readers see of it."""

import json
from collections.abc import Callable

from services.chassis.vocabulary import ENVELOPE_NAMES, Data, Foreign, View
from services.portal.acting import MANDATES, REPRESENTATIVES
from services.portal.beside import picked
from services.portal.parcels import CUSTODY, INCIDENT, show_expected
from services.portal.progress import CASE_PARTS, show_case
from services.portal.workload import sought_by

SECOND_HALF = 10
"""Characters of a case number that follow from what was asked for; those before follow from the key alone."""

NATION = "000000"
"""The province of what belongs to none."""


def _part(fields: tuple[str, ...]) -> Callable[[Foreign], Data]:
    def keep(event: Foreign) -> Data:
        kept = {name: event[name] for name in fields if name in event}
        return {**kept, "is": event["type"].split(".")[1], "at": event["at"], "case": event["case"]}

    return keep


def desk(province: str, stage: str) -> str:
    """The pile on which an officer of the province finds cases of one stage: one field, one index."""
    return f"{province}/{stage}"


def beginning(case: str) -> str:
    """What the numbers of all cases that one Idempotency-Key asked for have in common: half of the number."""
    return case[:-SECOND_HALF]


def _searchable(parts: list[Data]) -> Data:
    """What cases are looked for by; all that readers see is `told`, one text, since nobody looks for it."""
    told = show_case(parts)
    found = {"case": told["case"], "stage": told["stage"], "desk": desk(told["province"], told["stage"])}
    return {**found, **sought_by(told), "told": json.dumps(told, ensure_ascii=False, separators=(",", ":"))}


def _item_part(event: Foreign) -> Data:
    return {name: value for name, value in event.items() if name not in ENVELOPE_NAMES}


def _item_code(event: Foreign) -> str:
    return str(event["code"] if "code" in event else event["item"]["code"])


def _provincial_part(event: Foreign) -> Data:
    return {**picked(event, "province", "national_version", "item"), "code": event["item"]["code"]}


def show_item(parts: list[Data]) -> Data:
    """An item (事项) with every published version, the nation's and the provinces'; readers pick the one in force."""
    versions = {part["version"]: part for part in parts if "item" not in part}
    provincial = {(part["province"], part["item"]["version"]): part for part in parts if "item" in part}
    return {
        "code": parts[0]["code"],
        "versions": [versions[number] for number in sorted(versions)],
        "provincial": [provincial[number] for number in sorted(provincial)],
    }


def _certificate_part(event: Foreign) -> Data:
    return {**picked(event, "content", "seal", "holder"), "sealed_at": event["at"], "stream": event["subject"]}


def _status_part(event: Foreign) -> Data:
    return {"change": picked(event, "state", "operation", "since", "reason")}


def show_certificate(parts: list[Data]) -> Data:
    """A certificate (证照) as public verification needs it: the sealed content, its seal, and its states since."""
    issued = next((part for part in parts if "content" in part), {})
    return {**issued, "history": [part["change"] for part in parts if "change" in part]}


def _seal_part(event: Foreign) -> Data:
    return {"is": event["type"].split(".")[1], **picked(event, "certificate", "since", "reason", "at")}


def show_seal(parts: list[Data]) -> Data:
    """An authority's seal (电子印章): its certificates as they came, and from when to when it was not in force."""
    return {"standing": [{"since": part["at"], **part} for part in parts]}


_SEAL_EVENTS = (
    "seals.seal-registered.v1",
    "seals.seal-suspended.v1",
    "seals.seal-restored.v1",
    "seals.seal-revoked.v1",
)


def month_of(person: str, at: str) -> str:
    """Under what the uses of a person's data in one month (UTC) are kept: so no list grows for ever."""
    return f"{person}/{at[:7]}"


def _presentation(event: Foreign) -> Data:
    told = picked(event, "at", "case", "province", "identifier", "certificate_type", "material", "purpose")
    return {"use": "certificate-presented", **told}


_DIFFERENCE = ("channel", "day", "difference", "kind", "order", "reference", "ours_fen", "theirs_fen", "at")


def _difference(event: Foreign) -> Data:
    return {**picked(event, *_DIFFERENCE), "statement": event["subject"]}


def show_difference(parts: list[Data]) -> Data:
    """A difference between our books and a channel's statement; `open` names the province that has work with it."""
    told = {name: value for part in parts for name, value in part.items()}
    order = str(told.get("order", ""))
    place = order.split("-")[1] if order.startswith("payment-") else NATION
    return {**told, **({} if "settled_at" in told or "order" not in told else {"open": place})}


def _reading(event: Foreign) -> Data:
    return {"use": "data-read", **picked(event, "at", "case", "province", "reader", "purpose", "what")}


def _review(event: Foreign) -> Data:
    told = picked(event, "at", "person", "round", "ground", "due", "case", "province")
    return {"is": event["type"].split(".")[1], **told}


def show_review(parts: list[Data]) -> Data:
    """Whether a clerk is to look at a person's identity (人工核验); `open` names the province whose clerks are."""
    asked = [part for part in parts if part["is"] == "review-requested"]
    over = max((number for number, part in enumerate(parts) if part["is"] == "review-decided"), default=-1)
    if not asked or parts.index(asked[-1]) < over:
        return {"person": parts[0]["person"]}
    told = {name: value for name, value in asked[-1].items() if name != "is"}
    warned = any(part["is"] == "review-warned" and part["due"] == told["due"] for part in parts)
    return {**told, "flag": "yellow" if warned else None, "open": told["province"]}


_BEGINNINGS = ("cases.application-submitted.v1", "cases.bundle-submitted.v1")

_REVIEW_EVENTS = ("identity.review-requested.v1", "identity.review-warned.v1", "identity.review-decided.v1")

VIEWS = (
    View(
        name="cases",
        key=lambda event: str(event["case"]),
        keep={message_type: _part(fields) for message_type, fields in CASE_PARTS.items()},
        show=_searchable,
        indexes=("desk", "stage", "person", "agent", "officer", "asked"),
    ),
    View(
        name="originals",
        key=lambda event: str(event["subject"]),
        keep={message_type: _part(CASE_PARTS[message_type]) for message_type in (*CUSTODY, INCIDENT)},
        show=show_expected,
        indexes=("open",),
    ),
    View(
        name="keys",
        key=lambda event: beginning(event["case"]),
        keep=dict.fromkeys(_BEGINNINGS, lambda event: {"case": event["case"]}),
        show=lambda parts: parts[0],
    ),
    View(
        name="items",
        key=_item_code,
        keep={
            "catalogue.item-published.v1": _item_part,
            "catalogue.provincial-item-published.v1": _provincial_part,
        },
        show=show_item,
    ),
    View(
        name="certificates",
        key=lambda event: str(event["identifier"]),
        keep={
            "certificates.certificate-issued.v1": _certificate_part,
            "certificates.certificate-status-changed.v1": _status_part,
        },
        show=show_certificate,
        indexes=("holder",),
    ),
    View(
        name="seals",
        key=lambda event: str(event["authority"]),
        keep=dict.fromkeys(_SEAL_EVENTS, _seal_part),
        show=show_seal,
    ),
    View(
        name="sessions",
        key=lambda event: str(event["session"]),
        keep={"identity.session-ended.v1": lambda event: {"account": event["account"]}},
        show=lambda parts: parts[0],
    ),
    View(
        name="uses",
        key=lambda event: month_of(event["holder"] if "holder" in event else event["subject"], event["at"]),
        keep={"certificates.certificate-presented.v1": _presentation, "identity.data-read.v1": _reading},
        show=lambda parts: {"uses": parts},
    ),
    View(
        name="reviews",
        key=lambda event: str(event["person"]),
        keep=dict.fromkeys(_REVIEW_EVENTS, _review),
        show=show_review,
        indexes=("open",),
    ),
    View(
        name="differences",
        key=lambda event: f"{event['subject']}/{event['difference']}",
        keep={
            "payments.difference-found.v1": _difference,
            "payments.difference-settled.v1": lambda event: {"settled_at": event["at"], **picked(event, "by")},
        },
        show=show_difference,
        indexes=("open",),
    ),
    MANDATES,
    REPRESENTATIVES,
)

"""How far a case has come: a fold over the parts kept of its events. Pure.

In which order messages arrive is nothing to it; where an order matters, it is that of the moments the parts carry.
"""

from collections.abc import Mapping

from services.chassis.vocabulary import Data
from services.portal.beside import Told, before_acceptance, beside, is_bundle, picked, show_bundle, work
from services.portal.parcels import custody, parcels, refusals
from services.portal.workload import office

CASE_PARTS: Mapping[str, tuple[str, ...]] = {
    "cases.application-submitted.v1": ("item", "item_version", "applicant", "channel", "agent"),
    "identity.review-requested.v1": ("due",),
    "identity.review-decided.v1": (),
    "certificates.certificate-presented.v1": ("material", "identifier"),
    "certificates.presentation-refused.v1": ("material", "reason"),
    "cases.examination-awaited.v1": ("missing", "due"),
    "cases.materials-resolved.v1": ("satisfied", "unsatisfied"),
    "cases.case-taken-over.v1": ("from", "item", "item_version", "applicant", "channel"),
    "cases.case-transferred.v1": ("to",),
    "cases.reliance-lost.v1": ("material", "identifier", "reason"),
    "cases.bundle-submitted.v1": ("item", "item_version", "applicant", "parts"),
    "cases.bundle-finished.v1": ("outcome", "parts"),
    "cases.commitment-made.v1": ("materials", "due"),
    "cases.commitment-check-due.v1": (),
    "cases.commitment-kept.v1": (),
    "cases.commitment-broken.v1": ("certificate",),
    "cases.supplement-requested.v1": ("missing", "due"),
    "cases.materials-completed.v1": (),
    "cases.application-accepted.v1": ("item", "promised_due", "identity"),
    "cases.reviews-opened.v1": ("steps",),
    "cases.review-recorded.v1": ("step", "department", "decision"),
    "cases.case-assigned.v1": ("officer", "by"),
    "cases.clock-stopped.v1": ("procedure", "ground", "days"),
    "cases.clock-resumed.v1": ("procedure", "promised_due"),
    "cases.limit-extended.v1": ("days", "ground", "promised_due"),
    "cases.limit-warned.v1": ("level", "limit", "due"),
    "cases.application-approved.v1": ("item", "item_version", "fees_fen"),
    "payments.fee-requested.v1": ("fen", "pay_url", "expires_at"),
    "payments.fee-settled.v1": ("fen", "receipt", "channel", "paid_at"),
    "certificates.certificate-issued.v1": ("identifier",),
    "logistics.parcel-booked.v1": ("subject", "carrier", "tracking_number", "proved_by"),
    "logistics.booking-refused.v1": ("subject", "reason"),
    "logistics.parcel-handed-over.v1": ("subject",),
    "logistics.parcel-delivered.v1": ("subject", "delivered_at"),
    "logistics.incident-reported.v1": ("subject", "incident", "at_fault"),
    "logistics.parcel-returned.v1": ("subject", "incident", "at_fault"),
    "logistics.originals-booked.v1": ("subject", "carrier", "tracking_number", "materials", "to", "proved_by"),
    "logistics.originals-refused.v1": ("subject", "materials", "reason"),
    "logistics.original-collected.v1": ("subject", "materials", "holder", "collected_at"),
    "logistics.original-received.v1": ("subject", "materials", "holder", "received_at", "missing"),
    "logistics.original-returned.v1": ("subject", "materials", "holder", "returned_at", "incident", "at_fault"),
    "cases.delivery-choice-requested.v1": ("incident", "attempt"),
    "cases.collection-awaited.v1": ("certificate",),
    "payments.collection-expired.v1": (),
    "payments.collection-refused.v1": ("reason",),
    "payments.fee-refunded.v1": ("fen", "why"),
    "payments.refund-refused.v1": ("reason",),
    "cases.case-closed.v1": ("certificate", "delivered"),
    "cases.application-refused.v1": ("reason", "stage", "opinion"),
    "cases.case-withdrawn.v1": (),
    "cases.case-expired.v1": ("reason",),
    "cases.service-rated.v1": ("level",),
    "cases.rectification-opened.v1": ("due",),
    "cases.rectification-recorded.v1": ("action",),
    "cases.rectification-overdue.v1": (),
    "certificates.presentation-lapsed.v1": ("material", "identifier"),
    "certificates.certificate-status-changed.v1": ("identifier", "state", "reason"),
    "cases.request-refused.v1": ("request", "reason"),
    "cases.office-request-refused.v1": ("request", "reason"),
}
"""What is kept of each event of a case. The order is the usual course; it settles ties of the clock."""

STEPS = tuple(message_type.split(".")[1] for message_type in CASE_PARTS)

ENDS = {
    "case-closed": "closed",
    "application-refused": "refused",
    "case-withdrawn": "withdrawn",
    "case-expired": "expired",
}
_ON_THE_WAY = ("received", "examination", "supplement", "transferred", "review", "payment", "issuing")
STAGES = (*_ON_THE_WAY, "delivery", "choice", "collection", *ENDS.values())
"""Where a case can stand, in the usual course. The last four are ends."""

_RANK = {step: rank for rank, step in enumerate(STEPS)}


def _oldest_first(part: Data) -> tuple[str, int]:
    return part["at"], _RANK[part["is"]]


def show_case(parts: list[Data]) -> Data:
    """A case (办件) as citizen and officer follow it, or one thing (一件事); words are added when it is read."""
    story = sorted(parts, key=_oldest_first)
    told: dict[str, list[Data]] = {}
    for part in story:
        told.setdefault(part["is"], []).append(part)
    if is_bundle(story[0]["case"]):
        return show_bundle(story[0]["case"], told)
    stage = stage_of(told)
    return {
        "case": story[0]["case"],
        "province": province_of(story[0]["case"]),
        "stage": stage,
        "outcome": stage if stage in ENDS.values() else None,
        **_application(told),
        **_ending(told),
        **_waiting(told, stage),
        **_fee(told, stage),
        **_certificate(told),
        **office(told, stage in ENDS.values()),
        **beside(told, stage),
        **work(told, stage),
        **custody(told),
        "parcels": parcels(told),
        "refusals": refusals(told),
        "timeline": [{"at": part["at"], "step": part["is"]} for part in story],
    }


def province_of(case: str) -> str:
    """The province that a case's number names."""
    return case.split("-")[1]


def stage_of(told: Told) -> str:
    """Where a case stands: the furthest point that anything tells of, however the tellings arrived."""
    for step, end in ENDS.items():
        if step in told:
            return end
    if "collection-awaited" in told:
        return "collection"
    sent, choices = len(parcels(told)), len(told.get("delivery-choice-requested", ()))
    if choices and choices >= sent:
        return "choice"
    if sent or "certificate-issued" in told:
        return "delivery"
    return _stage_before_certificate(told)


def _stage_before_certificate(told: Told) -> str:
    if "fee-settled" in told:
        return "issuing"
    if "fee-requested" in told or _last(told, "application-approved").get("fees_fen"):
        return "payment"
    if "application-approved" in told:
        return "issuing"
    return "review" if "application-accepted" in told else before_acceptance(told)


def _last(told: Told, step: str) -> Data:
    return told[step][-1] if step in told else {}


_SOURCES = ("case-taken-over", "application-accepted", "application-approved", "application-submitted")


def _application(told: Told) -> Data:
    sources = [_last(told, step) for step in _SOURCES]
    known = {name: value for source in sources for name, value in source.items()}
    return {
        **picked(known, "item", "item_version", "applicant", "agent", "channel", "promised_due", "identity"),
        **_moved(told),
        **({"submitted_at": told["application-submitted"][0]["at"]} if "application-submitted" in told else {}),
    }


def _moved(told: Told) -> Data:
    """The promise as the last special procedure or extension left it."""
    moved = [part for step in ("clock-resumed", "limit-extended") for part in told.get(step, ())]
    return picked(max(moved, key=_oldest_first), "promised_due") if moved else {}


def _ending(told: Told) -> Data:
    refused, expired, closed = (_last(told, step) for step in ("application-refused", "case-expired", "case-closed"))
    rated = _last(told, "service-rated")
    return {
        **picked(expired, "reason"),
        **picked(refused, "reason", "opinion"),
        **({"refused_at": refused["stage"]} if refused else {}),
        **picked(closed, "delivered"),
        **({"rating": rated["level"]} if rated else {}),
    }


def _waiting(told: Told, stage: str) -> Data:
    """What the citizen is asked for now."""
    if stage == "supplement":
        return picked(_last(told, "supplement-requested"), "missing", "due")
    if stage == "choice":
        asked = told["delivery-choice-requested"]
        return {"choice": {"incident": asked[-1]["incident"], "attempt": asked[-1].get("attempt", len(asked))}}
    return {}


def _fee(told: Told, stage: str) -> Data:
    asked, paid = _last(told, "fee-requested"), _last(told, "fee-settled")
    back = sum(part["fen"] for part in told.get("fee-refunded", ()))
    if not (asked or paid or back):
        return {}
    fee = {
        "fen": paid.get("fen") or asked.get("fen") or back,
        "state": _fee_state(told, bool(paid), bool(back)),
        **picked(asked, "expires_at"),
        **picked(paid, "receipt", "paid_at"),
        **({"refunded_fen": back} if back else {}),
    }
    due = stage == "payment" and fee["state"] == "due"
    return {"fee": fee, **(picked(asked, "pay_url") if due else {})}


def _fee_state(told: Told, paid: bool, refunded: bool) -> str:
    if refunded:
        return "refunded"
    if paid:
        return "paid"
    if "collection-expired" in told:
        return "expired"
    return "refused" if "collection-refused" in told else "due"


def _certificate(told: Told) -> Data:
    identifier = _last(told, "certificate-issued").get("identifier") or _last(told, "case-closed").get("certificate")
    return {"certificate": identifier} if identifier else {}

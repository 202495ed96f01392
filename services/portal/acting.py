"""Who acts for whom, as identity told it: mandates (授权委托), and legal representatives. Pure, like views.py."""

from services.chassis.vocabulary import Data, Foreign, View
from services.portal.beside import picked

_AFTER = ("mandate-revoked", "mandate-ended", "mandate-granted", "grant-refused")
"""What a mandate's state is taken from, the strongest first: a stranger's refusal changes nothing about a mandate."""

_STATES = {
    "mandate-granted": "granted",
    "mandate-revoked": "revoked",
    "mandate-ended": "ended",
    "grant-refused": "refused",
}


def _said(event: Foreign) -> Data:
    told = picked(event, "principal", "agent", "scope", "items", "ends_on", "by", "reason")
    return {**told, "is": event["type"].split(".")[1]}


def show_mandate(parts: list[Data]) -> Data:
    """A mandate with its terms and its state; one that was not granted has neither parties nor terms, but a reason."""
    last = {part["is"]: part for part in parts}
    state = next(word for word in _AFTER if word in last)
    terms = {**last[state], **last.get("mandate-granted", {})}
    return {**{name: value for name, value in terms.items() if name != "is"}, "state": _STATES[state]}


def _claim(event: Foreign) -> Data:
    state = "confirmed" if event["type"] == "identity.representative-confirmed.v1" else "refused"
    return {**picked(event, "organisation", "person", "expires_at", "reason"), "state": state}


def claim_of(organisation: str, person: str) -> str:
    """Under what is kept whether a person may act for an organisation."""
    return f"{organisation}/{person}"


_OF_MANDATES = (
    "identity.mandate-granted.v1",
    "identity.mandate-revoked.v1",
    "identity.mandate-ended.v1",
    "identity.grant-refused.v1",
)
_OF_REPRESENTATIVES = ("identity.representative-confirmed.v1", "identity.representative-refused.v1")

MANDATES = View(
    name="mandates",
    key=lambda event: str(event["subject"]),
    keep=dict.fromkeys(_OF_MANDATES, _said),
    show=show_mandate,
)
REPRESENTATIVES = View(
    name="representatives",
    key=lambda event: claim_of(event["organisation"], event["person"]),
    keep=dict.fromkeys(_OF_REPRESENTATIVES, _claim),
    show=lambda parts: parts[-1],
)

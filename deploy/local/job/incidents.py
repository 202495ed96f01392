"""What an application may meet on its way, and which items can meet it."""

from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import cycle
from typing import Any

ONE_IN = 8
"""Every eighth application meets something."""


class Incident(Enum):
    """What an application may meet."""

    NONE = "runs smoothly"
    UNKNOWN_PERSON = "the register does not know the person"
    MISSING_MATERIAL = "a material is missing and is supplied later"
    REFUSED = "the officer refuses"
    UNPAID = "the fee is not paid"
    RETURNED = "the parcel comes back and is sent again"
    WITHDRAWN = "the applicant withdraws"
    CERTIFICATE_HELD = "a certificate from an earlier case stands for a material"
    CLERKS_LIST = "a clerk asks, once, for a paper that only this case needs"
    REVIEW_REFUSED = "a department refuses"
    PROMISED = "a material is promised instead, and the promise is checked"
    PROCEDURE = "a special procedure stops the clock"
    TOLD_LATE = "the channel tells late that the fee is paid"
    TOLD_THRICE = "the channel tells three times"
    TOLD_NOTHING = "the channel tells nobody, and is asked"
    TAKEN_BACK = "the channel tells that the fee is paid, and then that it is not"


TOLD = {
    Incident.TOLD_LATE: "late",
    Incident.TOLD_THRICE: "duplicate",
    Incident.TOLD_NOTHING: "silent",
    Incident.TAKEN_BACK: "contradictory",
}
"""How the stand-in channel is to tell of the payment."""


_OFFICERS = {Incident.REFUSED, Incident.REVIEW_REFUSED, Incident.WITHDRAWN, Incident.PROCEDURE}
"""These need an officer; what is decided at once by the item's rule does not meet them."""


def incidents() -> Iterator[Incident]:
    """One after the other, each in its turn, far apart."""
    unhappy = cycle([incident for incident in Incident if incident is not Incident.NONE])
    while True:
        yield from [Incident.NONE] * (ONE_IN - 1)
        yield next(unhappy)


def can_meet(item: Mapping[str, Any], incident: Incident) -> bool:
    """Whether an application for this item can meet this; one thing (一件事) has no case of its own."""
    if item.get("parts") or (incident in _OFFICERS and "automatic_decision" in item):
        return False
    match incident:
        case Incident.REVIEW_REFUSED:
            return bool(departments(item))
        case Incident.PROCEDURE:
            return bool(item.get("procedures"))
        case Incident.UNPAID | Incident.TOLD_LATE | Incident.TOLD_THRICE | Incident.TOLD_NOTHING | Incident.TAKEN_BACK:
            return any(fee["fen"] for fee in item["fees"])
        case _:
            return _papers_fit(item, incident)


def _papers_fit(item: Mapping[str, Any], incident: Incident) -> bool:
    clerk = item.get("acceptance") == "clerk"
    required = [material for material in item["materials"] if material["required"]]
    match incident:
        case Incident.MISSING_MATERIAL:
            return bool(required)
        case Incident.CLERKS_LIST:
            return clerk and len(required) < len(item["materials"])
        case Incident.CERTIFICATE_HELD:
            return not clerk and any(material.get("satisfied_by") for material in required)
        case Incident.PROMISED:
            return bool(promised(item)) and item.get("certificate") is not None
        case Incident.RETURNED:
            return "post" in item["delivery"] and item.get("certificate") is not None
        case _:
            return True


def promised(item: Mapping[str, Any]) -> list[str]:
    """The required materials that may be promised."""
    may = item.get("commitment", {}).get("materials", ())
    return [material["code"] for material in item["materials"] if material["required"] and material["code"] in may]


def departments(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who answers in the review: step and department. One step of one department is the decision itself."""
    asked = [(step["code"], department) for step in item.get("steps", ()) for department in step["departments"]]
    return asked if len(asked) > 1 else []

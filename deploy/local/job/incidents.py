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
    CHANNEL_SLOW = "the channel is slow to open the order"
    CHANNEL_FAILING = "the channel fails once to open the order"
    REGISTER_SLOW = "the register answers slowly"
    REGISTER_FAILING = "the register fails once"
    REGISTER_GARBLED = "the register's answer cannot be read"
    REGISTER_HANGS_UP = "the register hangs up instead of answering"
    REGISTER_DENIES = "the register says no of somebody whom it knows"
    REGISTER_RELENTS = "who was denied applies again, and is known"
    CARRIER_SLOW = "the carrier is slow to book the parcel"
    CARRIER_FAILING = "the carrier fails once to book the parcel"
    CARRIER_LATE = "the carrier tells the steps after the end"
    CARRIER_THRICE = "the carrier tells each step three times"
    CARRIER_TAKES_BACK = "received, the carrier says, and then: returned"
    CARRIER_DELIVERS = "returned, the carrier says, and then: received"


TOLD = {
    Incident.TOLD_LATE: "late",
    Incident.TOLD_THRICE: "duplicate",
    Incident.TOLD_NOTHING: "silent",
    Incident.TAKEN_BACK: "contradictory",
}
"""How the stand-in channel is to tell of the payment."""

BY_CHANNEL = {Incident.CHANNEL_SLOW: "slow", Incident.CHANNEL_FAILING: "failing"}
"""How the stand-in channel is to answer who opens the order for the first time."""

BY_REGISTER = {
    Incident.REGISTER_SLOW: "slow",
    Incident.REGISTER_FAILING: "failing",
    Incident.REGISTER_GARBLED: "garbled",
    Incident.REGISTER_HANGS_UP: "cut",
    Incident.REGISTER_DENIES: "contradictory",
}
"""How the stand-in register is to answer the first question about the applicant."""

BY_CARRIER = {Incident.CARRIER_SLOW: "slow", Incident.CARRIER_FAILING: "failing"}
"""How the stand-in carrier is to answer who books the parcel for the first time."""

CARRIED = {
    Incident.CARRIER_LATE: "late",
    Incident.CARRIER_THRICE: "duplicate",
    Incident.CARRIER_TAKES_BACK: "contradictory",
    Incident.CARRIER_DELIVERS: "contradictory",
}
"""How the stand-in carrier is to tell of the parcel."""

ADDRESSED = {
    Incident.RETURNED: "查无此人",
    Incident.CARRIER_SLOW: "慢接单",
    Incident.CARRIER_FAILING: "停接单",
    Incident.CARRIER_LATE: "迟报",
    Incident.CARRIER_THRICE: "重报",
    Incident.CARRIER_TAKES_BACK: "改报",
    Incident.CARRIER_DELIVERS: "查无此人改报",
}
"""What stands in an address so that the stand-in carrier does all this to its parcel."""

NEW_TO_THE_REGISTER = {Incident.UNKNOWN_PERSON, *BY_REGISTER}
"""Who meets these must be nobody that an earlier run brought here: who is known is not asked about again."""

_CHARGED = {Incident.UNPAID, *TOLD, *BY_CHANNEL}

_OFFICERS = {Incident.REFUSED, Incident.REVIEW_REFUSED, Incident.WITHDRAWN, Incident.PROCEDURE, *BY_CHANNEL}
"""These need an officer; what is decided at once by the item's rule does not meet them.

The channel is told of an order before an officer looks at its case, so never too late.
"""


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
        case _ if incident in _CHARGED:
            return any(fee["fen"] for fee in item["fees"])
        case _ if incident in ADDRESSED:
            return "post" in item["delivery"] and item.get("certificate") is not None
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

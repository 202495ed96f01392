"""The ways a parcel can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.logistics.messages import Command, Notice, RecordCarrierNotice
from tests.logistics.post import (
    BOOKING,
    COLLECTED,
    DELIVERED,
    IN_TRANSIT,
    NO_BOOKING,
    RETURNED,
    SHIP,
    STORM,
    disbelieved,
    told,
)
from tests.logistics.test_originals import ACKNOWLEDGE, COLLECT, GIVE_BACK
from tests.logistics.test_originals import BOOKING as FETCHED


def fetched(notice: Notice) -> RecordCarrierNotice:
    """The carrier's genuine word about the originals."""
    return replace(told(notice), subject=COLLECT.subject)


SCENARIOS: Mapping[str, Sequence[Command]] = {
    "delivered": (SHIP, BOOKING, told(COLLECTED), told(IN_TRANSIT), told(DELIVERED)),
    "returned": (SHIP, BOOKING, told(COLLECTED), told(IN_TRANSIT), told(RETURNED)),
    "returned after all": (SHIP, BOOKING, told(DELIVERED), told(RETURNED)),
    "told before it was booked": (SHIP, told(COLLECTED), told(DELIVERED), BOOKING),
    "originals received": (COLLECT, FETCHED, fetched(COLLECTED), fetched(DELIVERED), ACKNOWLEDGE),
    "originals received before the carrier says so": (COLLECT, FETCHED, fetched(COLLECTED), ACKNOWLEDGE),
    "originals brought back": (GIVE_BACK, FETCHED, fetched(COLLECTED), fetched(DELIVERED)),
    "an address nobody can read": (SHIP, NO_BOOKING),
}

FURTHER: Mapping[str, Sequence[Command]] = {
    "held up by a storm": (SHIP, BOOKING, told(COLLECTED), told(STORM), told(DELIVERED)),
    "originals under the number of a result": (replace(COLLECT, subject=SHIP.subject),),
    "delivered, says somebody who is not the carrier": (SHIP, BOOKING, disbelieved("signature-invalid")),
}

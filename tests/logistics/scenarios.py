"""The ways a parcel can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence

from services.logistics.messages import Command
from tests.logistics.post import (
    BOOKING,
    COLLECTED,
    DELIVERED,
    IN_TRANSIT,
    NO_BOOKING,
    RETURNED,
    SHIP,
    disbelieved,
    told,
)
from tests.logistics.test_originals import ACKNOWLEDGE, COLLECT, GIVE_BACK
from tests.logistics.test_originals import BOOKING as FETCHED

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "delivered": (SHIP, BOOKING, told(COLLECTED), told(IN_TRANSIT), told(DELIVERED)),
    "returned": (SHIP, BOOKING, told(COLLECTED), told(IN_TRANSIT), told(RETURNED)),
    "returned after all": (SHIP, BOOKING, told(DELIVERED), told(RETURNED)),
    "told before it was booked": (SHIP, told(COLLECTED), told(DELIVERED), BOOKING),
    "originals received": (COLLECT, FETCHED, told(COLLECTED), told(DELIVERED), ACKNOWLEDGE),
    "originals received before the carrier says so": (COLLECT, FETCHED, told(COLLECTED), ACKNOWLEDGE),
    "originals brought back": (GIVE_BACK, FETCHED, told(COLLECTED), told(DELIVERED)),
    "an address nobody can read": (SHIP, NO_BOOKING),
}

FURTHER: Mapping[str, Sequence[Command]] = {
    "delivered, says somebody who is not the carrier": (SHIP, BOOKING, disbelieved("signature-invalid")),
}

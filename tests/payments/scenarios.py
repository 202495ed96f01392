"""The courses a collection can take, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.payments.messages import Command, RecordCallback
from tests.payments.money import (
    CANCEL,
    CASE,
    CHANNEL,
    COLLECT,
    FIRST,
    LATE,
    ORDER_REFUSED,
    ORDERED,
    PAYMENT,
    PROVINCE,
    SECOND,
    TIME_IS_UP,
    given_back,
    kept_back,
    paid,
)

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "paid in time": (COLLECT, ORDERED, paid(FIRST)),
    "paid before the order's answer was here": (COLLECT, paid(FIRST), ORDERED),
    "paid twice": (COLLECT, ORDERED, paid(FIRST), paid(SECOND), given_back(SECOND)),
    "not paid": (COLLECT, ORDERED, TIME_IS_UP),
    "paid too late": (COLLECT, ORDERED, TIME_IS_UP, paid(LATE), given_back(LATE)),
    "paid too late, and the channel keeps it": (COLLECT, ORDERED, TIME_IS_UP, paid(LATE), kept_back(LATE)),
    "cancelled before it could be paid": (COLLECT, CANCEL, ORDERED, paid(FIRST), given_back(FIRST)),
    "cancelled after it was paid": (COLLECT, ORDERED, paid(FIRST), CANCEL, given_back(FIRST)),
    "cancelled after its time": (COLLECT, ORDERED, TIME_IS_UP, CANCEL),
    "the channel takes no order": (COLLECT, ORDER_REFUSED),
    "a bill that does not add up": (replace(COLLECT, total_fen=1),),
}

FORGED = RecordCallback(PAYMENT, CASE, PROVINCE, CHANNEL, "{}", "00", fault="signature-invalid")

FURTHER: Mapping[str, Sequence[Command]] = {
    "paid, says somebody who is not the channel": (COLLECT, ORDERED, FORGED),
}

ORDER_TELLS = {
    "paid twice": "which payment is the second; and it is given back after it came",
    "paid too late": "it is given back after it came",
    "paid too late, and the channel keeps it": "the channel answers after it was asked",
    "cancelled before it could be paid": "it is given back after it came",
    "cancelled after it was paid": "it is given back after it was cancelled",
}

"""The courses a collection can take, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from services.payments.messages import (
    AwaitStatement,
    Command,
    ReconcileDay,
    RecordCallback,
    RecordStatement,
    RefundLine,
    SettleDifference,
    StatementLine,
)
from tests.payments.money import (
    AFTER,
    CANCEL,
    CASE,
    CHANNEL,
    COLLECT,
    FIRST,
    HALF_BACK,
    LAST_WORD_IS_OVER,
    LATE,
    NOT_PAID,
    ORDER_REFUSED,
    ORDERED,
    PAYMENT,
    PROVINCE,
    SECOND,
    SILENCE,
    TIME_IS_UP,
    found,
    given_back,
    kept_back,
    paid,
    part_back,
)

STATEMENT = "statement-standin-channel-20261123"
MORNING = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
THEIRS = StatementLine("N-1", PAYMENT, "payment", 7000)
DAY_IS_OVER = ReconcileDay(STATEMENT, MORNING)
STATED = RecordStatement(STATEMENT, 1, 1, (THEIRS,), more=False)

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "paid in time": (COLLECT, ORDERED, paid(FIRST)),
    "paid before the order's answer was here": (COLLECT, paid(FIRST), ORDERED),
    "paid twice": (COLLECT, ORDERED, paid(FIRST), paid(SECOND), given_back(SECOND)),
    "not paid": (COLLECT, ORDERED, TIME_IS_UP, NOT_PAID),
    "not paid, and the channel says nothing": (COLLECT, ORDERED, TIME_IS_UP, LAST_WORD_IS_OVER),
    "paid, and the channel says so only when it is asked": (COLLECT, ORDERED, SILENCE, found(FIRST)),
    "paid, and the channel says so only when it is asked a last time": (COLLECT, ORDERED, TIME_IS_UP, found(FIRST)),
    "paid too late": (COLLECT, ORDERED, TIME_IS_UP, NOT_PAID, paid(LATE), given_back(LATE)),
    "paid too late, and the channel keeps it": (COLLECT, ORDERED, TIME_IS_UP, NOT_PAID, paid(LATE), kept_back(LATE)),
    "a part goes back": (COLLECT, ORDERED, paid(FIRST), HALF_BACK, part_back()),
    "cancelled before it could be paid": (COLLECT, CANCEL, ORDERED, paid(FIRST), given_back(FIRST)),
    "cancelled after it was paid": (COLLECT, ORDERED, paid(FIRST), CANCEL, given_back(FIRST)),
    "cancelled after its time": (COLLECT, ORDERED, TIME_IS_UP, NOT_PAID, CANCEL),
    "cancelled while the channel is asked a last time": (COLLECT, ORDERED, TIME_IS_UP, CANCEL),
    "the channel takes no order": (COLLECT, ORDER_REFUSED),
    "a day that is reconciled": (AwaitStatement(STATEMENT), DAY_IS_OVER, STATED),
    "a bill that does not add up": (replace(COLLECT, total_fen=1),),
}

FORGED = RecordCallback(PAYMENT, CASE, PROVINCE, CHANNEL, "{}", "00", fault="signature-invalid")

DENIED = RecordCallback(PAYMENT, CASE, PROVINCE, CHANNEL, "{}", "", unpaid_at=AFTER)
TOO_MUCH_BACK = replace(HALF_BACK, refund="TF-9", lines=(RefundLine("card", 1001),))

FURTHER: Mapping[str, Sequence[Command]] = {
    "paid, says somebody who is not the channel": (COLLECT, ORDERED, FORGED),
    "billed twice, differently": (COLLECT, replace(COLLECT, total_fen=1, lines=())),
    "more is asked back than was paid": (COLLECT, ORDERED, paid(FIRST), TOO_MUCH_BACK),
    "a day with a difference": (
        *(DAY_IS_OVER, STATED),
        SettleDifference(STATEMENT, "missing-here.payment.N-1", "officer-1", "collected by hand"),
    ),
    "paid, then not paid": (COLLECT, ORDERED, paid(FIRST), DENIED),
}

ORDER_TELLS = {
    "billed twice, differently": "which bill was the first",
    "more is asked back than was paid": "whether it was paid when it was asked back",
    "paid, then not paid": "only what is said after the payment contradicts it",
    "paid twice": "which payment is the second; and it is given back after it came",
    "not paid": "the channel answers after it was asked",
    "not paid, and the channel says nothing": "the last word is waited for from the order's end on",
    "paid, and the channel says so only when it is asked a last time": "it answers after it was asked",
    "cancelled after its time": "the channel answers after it was asked",
    "a part goes back": "it goes back after it was asked for",
    "paid too late": "it is given back after it came",
    "paid too late, and the channel keeps it": "the channel answers after it was asked",
    "cancelled before it could be paid": "it is given back after it came",
    "cancelled after it was paid": "it is given back after it was cancelled",
}

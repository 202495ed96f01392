"""A bill that adds up becomes an order at the channel, and the payer is told where to pay."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.payments.collecting import INQUIRIES
from services.payments.events import CollectionRefused
from services.payments.messages import FeeLine, LocalizedName
from services.payments.process import LONGEST_DESCRIPTION, deadlines, next_commands
from services.payments.states import Opening, Refused, Requested
from tests.payments.money import (
    BILL,
    CANCELLED,
    CHANNEL,
    COLLECT,
    END,
    EXPIRED,
    FEN,
    FORGED,
    LINES,
    NOON,
    NOTHING,
    NOTIFY_URL,
    OPENED,
    OPENING,
    ORDER,
    ORDER_REFUSED,
    ORDERED,
    PAYMENT,
    REQUESTED,
    SETTLED,
    TIME_IS_UP,
    WAITING,
    WAIVED,
    disbelieved,
)

ASKED = Requested(BILL, END, CHANNEL, ORDER, NOON)


def test_a_bill_that_adds_up_asks_the_channel_for_an_order() -> None:
    """The payer owes it from now on; nobody else hears of it yet."""
    outcome = NOTHING.when(COLLECT).then(OPENED).then_owes("open-order").then_publishes()
    outcome.then_state(Opening(BILL)).then_waits_for()


def test_the_channel_is_told_what_for_how_much_and_where_to_call() -> None:
    """The order bears the payment's own number, and says in both languages what is paid."""
    (owed,) = next_commands(Opening(BILL))
    assert owed.type == "payments.open-order.v1"
    assert owed.data == {
        "order": PAYMENT,
        "fen": FEN,
        "description": "证件工本费、考试费 / Cost of the card, Examination",
        "notify_url": NOTIFY_URL,
    }


def test_a_long_bill_keeps_within_what_the_channel_can_show() -> None:
    """The contract of the order limits the description; the lines themselves stay in the bill."""
    many = tuple(FeeLine(f"f{n}", LocalizedName("考试费" * 5, "Examination"), 100) for n in range(50))
    (owed,) = next_commands(Opening(replace(BILL, lines=many)))
    assert len(owed.data["description"]) == LONGEST_DESCRIPTION


def refused(total: int, reason: str = "fee-lines-mismatch", lines: tuple[FeeLine, ...] = LINES) -> CollectionRefused:
    """A bill that is none, and what it said; nothing is booked."""
    return CollectionRefused(reason, (), lines, total)


@pytest.mark.parametrize("total", [FEN - 1, FEN + 1, 0, -FEN])
def test_a_bill_that_does_not_add_up_is_refused(total: int) -> None:
    """Nobody pays a sum that its lines do not explain."""
    outcome = NOTHING.when(replace(COLLECT, total_fen=total)).then(refused(total))
    outcome.then_publishes("payments.collection-refused.v1").then_owes()


def test_a_bill_over_nothing_is_refused() -> None:
    """What costs nothing is not collected."""
    free = tuple(replace(line, fen=0) for line in LINES)
    NOTHING.when(replace(COLLECT, lines=free, total_fen=0)).then(refused(0, lines=free))


def test_asking_twice_is_asking_once() -> None:
    """The stream is the idempotency key of the bill."""
    for history in ([OPENED], [OPENED, REQUESTED], [OPENED, SETTLED], [OPENED, REQUESTED, EXPIRED]):
        NOTHING.given(*history).when(COLLECT).then_nothing()


def test_the_order_is_announced_with_its_end() -> None:
    """The citizen hears where to pay and until when; the timer runs."""
    outcome = OPENING.when(ORDERED).then(REQUESTED).then_publishes("payments.fee-requested.v1")
    outcome.then_state(ASKED).then_waits_for("inquire-order").then_owes()


def test_the_timer_asks_only_when_the_order_has_ended() -> None:
    """Timers count whole milliseconds; asked a moment too soon, the order would stand for ever."""
    end = END + timedelta(microseconds=999)
    (deadline,) = deadlines(replace(ASKED, expires_at=end, inquiries=len(INQUIRIES)))
    assert deadline.type == "payments.expire-order.v1"
    assert deadline.due.replace(microsecond=deadline.due.microsecond // 1000 * 1000) >= end


def test_a_channel_that_will_not_take_the_order_refuses_the_collection() -> None:
    """The debt is taken off the books, and the case hears why."""
    outcome = OPENING.when(ORDER_REFUSED).then(CollectionRefused("channel-refused", WAIVED, LINES, FEN))
    outcome.then_state(Refused("channel-refused", LINES, FEN)).then_publishes("payments.collection-refused.v1")


def test_the_same_order_twice_is_one_order() -> None:
    """Redelivery changes nothing, however far the collection has come."""
    for history in ([OPENED, REQUESTED], [OPENED, SETTLED], [OPENED, CANCELLED], [OPENED, REQUESTED, EXPIRED]):
        NOTHING.given(*history).when(ORDERED).then_nothing()
        NOTHING.given(*history).when(ORDER_REFUSED).then_nothing()


def test_an_order_that_overtook_its_bill_is_offered_again() -> None:
    """Nothing is decided about an unknown bill, and nothing is lost."""
    NOTHING.when_too_early(ORDERED)
    NOTHING.when_too_early(TIME_IS_UP)


def test_a_call_that_is_not_genuine_changes_nothing_but_is_on_record() -> None:
    """Whatever state it meets: it is stored and published, and that is all."""
    for history in ([], [OPENED], [OPENED, REQUESTED], [OPENED, SETTLED], [OPENED, REQUESTED, EXPIRED]):
        outcome = NOTHING.given(*history).when(disbelieved("signature-invalid")).then(FORGED)
        outcome.then_state(outcome.before).then_publishes("payments.callback-rejected.v1").then_owes()


def test_every_reason_for_disbelief_is_told() -> None:
    """The operator sees which of them it was."""
    for reason in ("callback-malformed", "sender-unknown", "order-unknown"):
        WAITING.when(disbelieved(reason)).then(replace(FORGED, reason=reason))

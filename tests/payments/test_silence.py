"""A channel that does not call is asked: rarely at first sight, ever more rarely, and a last time before the end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.chassis import clock
from services.chassis.vocabulary import OutsideUnavailable
from services.payments.channels import Pace
from services.payments.collecting import INQUIRIES
from services.payments.events import CallbackRejected, ChannelContradicted, OrderInquired
from services.payments.messages import InquireOrder, RecordCallback
from services.payments.process import deadlines, next_commands
from tests.payments.money import (
    CASE,
    CHANNEL,
    ENDING,
    EXPIRED,
    FEN,
    FIRST,
    NOON,
    NOT_PAID,
    OPENING,
    ORDER,
    ORDERED,
    PAID_LATE,
    PAYMENT,
    PROVINCE,
    SECOND,
    SETTLED,
    SILENCE,
    WAITING,
    found,
    paid,
)

INQUIRED = WAITING.given(OrderInquired(1))


def test_a_silent_channel_is_asked_how_the_order_stands() -> None:
    """Five minutes after the order; the question names the order, and nothing of the payer."""
    outcome = WAITING.when(SILENCE).then(OrderInquired(1)).then_owes("query-order:1").then_publishes()
    (owed,) = next_commands(outcome.state)
    assert owed.data == {"order": PAYMENT, "channel": CHANNEL, "channel_order": ORDER, "number": 1}


def test_each_wait_is_longer_than_the_one_before_and_none_outlives_the_order() -> None:
    """One timer at a time, so an order that is paid at once costs no more than it did; the last is the order's end."""
    state, waits = WAITING.when(SILENCE).before, []
    state = replace(state, expires_at=NOON + timedelta(hours=5))
    for number in range(len(INQUIRIES)):
        (timer,) = deadlines(replace(state, inquiries=number))
        waits.append((timer.name, timer.due - timedelta(milliseconds=1) - NOON))
    ends = [("expire-order", timedelta(hours=5))]
    assert waits == [("inquire-order", wait) for wait in INQUIRIES[:4]] + ends
    assert list(INQUIRIES) == sorted(INQUIRIES)
    assert INQUIRIES[1] - INQUIRIES[0] > INQUIRIES[0]


def test_a_timer_that_comes_too_soon_or_twice_asks_nothing() -> None:
    """Only the wait that is over counts."""
    WAITING.when(InquireOrder(PAYMENT, NOON + timedelta(minutes=4))).then_nothing()
    INQUIRED.when(SILENCE).then_nothing()
    WAITING.given(SETTLED).when(SILENCE).then_nothing()
    OPENING.when_too_early(SILENCE)


def test_a_payment_that_was_found_settles_the_fee_as_if_the_channel_had_called() -> None:
    """And its call, should it come after all, is the same payment."""
    INQUIRED.when(found(FIRST)).then(SETTLED).then_publishes("payments.fee-settled.v1")
    INQUIRED.when(found(FIRST), paid(FIRST)).then_nothing()
    INQUIRED.when(paid(FIRST), found(FIRST)).then_nothing()


def test_not_paid_yet_is_no_news() -> None:
    """The payer still has time."""
    INQUIRED.when(NOT_PAID).then_nothing()
    ENDING.when(replace(NOT_PAID, number=0)).then_nothing()


def test_a_payment_that_was_found_after_the_end_goes_back() -> None:
    """The case was told that nobody paid and has gone on without: the law keeps no money for nothing."""
    ENDING.given(EXPIRED).when(found(PAID_LATE.payment)).then(PAID_LATE).then_owes("refund-order:N-3")


def test_an_answer_is_held_against_the_bill_like_a_call() -> None:
    """Another amount is not this fee."""
    INQUIRED.when(found(replace(FIRST, fen=FEN - 1))).then(CallbackRejected(CHANNEL, "amount-mismatch"))


def test_an_answer_that_overtook_its_question_is_offered_again() -> None:
    """It can only be early."""
    OPENING.when_too_early(NOT_PAID)
    WAITING.when_too_early(NOT_PAID)


def denied(minutes: int) -> RecordCallback:
    """The channel's genuine word, so long after the order, that it is not paid."""
    said_at = NOON + timedelta(minutes=minutes)
    return RecordCallback(PAYMENT, CASE, PROVINCE, CHANNEL, "{}", "", unpaid_at=said_at)


def test_paid_and_then_not_paid_is_a_contradiction_that_a_person_settles() -> None:
    """Said once, by call or answer; the fee stays settled, for the citizen has done what was asked."""
    contradicted = ChannelContradicted(CHANNEL, "N-1", NOON + timedelta(minutes=10))
    outcome = WAITING.given(SETTLED).when(denied(10)).then(contradicted)
    outcome.then_publishes("payments.channel-contradicted.v1").then_owes()
    WAITING.given(SETTLED, contradicted).when(denied(11)).then_nothing()
    WAITING.given(SETTLED).when(NOT_PAID).then(replace(contradicted, said_at=NOT_PAID.asked_at))


def test_not_paid_and_then_paid_is_the_usual_course() -> None:
    """However the two arrive: what was said before the payment was true when it was said."""
    WAITING.when(denied(1)).then_nothing()
    WAITING.given(SETTLED).when(denied(1)).then_nothing()
    WAITING.when(denied(1), paid(FIRST)).then(SETTLED)


def test_two_routes_of_payment_keep_the_first_and_return_the_other() -> None:
    """One was called in, the other found when the channel was asked."""
    INQUIRED.when(paid(FIRST), found(SECOND)).then_owes("refund-order:N-2")


def test_inquiries_keep_to_the_channels_rate_limit() -> None:
    """So many a second; who would have to wait long is put off instead, and comes again."""
    pace, began = Pace(per_second=20), clock.elapsed()
    for _ in range(5):
        pace.wait()
    assert clock.elapsed() - began >= 4 / 20
    slow = Pace(per_second=0.1)
    slow.wait()
    with pytest.raises(OutsideUnavailable, match="rate limit"):
        slow.wait()


def test_the_usual_course_asks_the_channel_nothing() -> None:
    """Ordered, paid, called: the same messages as ever."""
    for purposes in (next_commands(OPENING.when(ORDERED).state), next_commands(WAITING.when(paid(FIRST)).state)):
        assert purposes == ()

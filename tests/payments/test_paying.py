"""A fee is settled once; money that comes late, twice or after a cancellation goes back."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce

import pytest

from services.payments.collecting import LAST_WORD
from services.payments.events import CallbackRejected, CollectionCancelled, CollectionRefused, LatePaymentReceived
from services.payments.process import next_commands
from services.payments.service import DEFINITION
from services.payments.states import Cancelled, Expired, Refund, Settled
from tests.payments.money import (
    AFTER,
    ASKED_LAST,
    BILL,
    CANCEL,
    CANCELLED,
    CHANNEL,
    END,
    ENDING,
    EXPIRED,
    FEN,
    FIRST,
    LATE,
    LATE_KEPT,
    LATE_RETURNED,
    NOT_PAID,
    NOTHING,
    OPENED,
    OPENING,
    OWED_BACK,
    PAID_LATE,
    PAID_TWICE,
    PAYMENT,
    REQUESTED,
    SECOND,
    SETTLED,
    TIME_IS_UP,
    WAITING,
    booked,
    found,
    given_back,
    kept_back,
    paid,
)

LATE_OWED = WAITING.given(EXPIRED, PAID_LATE)


def test_a_payment_of_the_bill_settles_the_fee() -> None:
    """The case may go on, and the timer stops."""
    outcome = WAITING.when(paid(FIRST)).then(SETTLED).then_publishes("payments.fee-settled.v1")
    outcome.then_state(Settled(BILL, FIRST)).then_waits_for().then_owes()


def test_a_fast_payers_money_is_not_lost() -> None:
    """The call can overtake the order's answer: it settles, and the answer that follows changes nothing."""
    OPENING.when(paid(FIRST)).then(SETTLED)


def test_a_payment_that_overtook_its_bill_is_offered_again() -> None:
    """What it is for is not known yet."""
    NOTHING.when_too_early(paid(FIRST))


def test_the_same_notice_twice_is_one_payment() -> None:
    """Channels repeat themselves until they are heard."""
    WAITING.given(SETTLED).when(paid(FIRST)).then_nothing()
    WAITING.given(SETTLED, PAID_TWICE).when(paid(SECOND)).then_nothing()
    LATE_OWED.when(paid(LATE)).then_nothing()
    LATE_OWED.given(LATE_RETURNED).when(paid(LATE)).then_nothing()
    WAITING.given(SETTLED).when(paid(replace(FIRST, paid_at=AFTER))).then_nothing()


@pytest.mark.parametrize("fen", [FEN - 1, FEN + 1])
def test_another_amount_than_the_bills_is_not_believed(fen: int) -> None:
    """Neither before nor after the fee is settled."""
    for scenario in (OPENING, WAITING, WAITING.given(SETTLED), WAITING.given(EXPIRED)):
        outcome = scenario.when(paid(replace(FIRST, notice="N-9", fen=fen)))
        outcome.then(CallbackRejected(CHANNEL, "amount-mismatch"))


def test_a_payment_for_what_was_never_ordered_is_not_believed() -> None:
    """A refused collection has no order that could be paid."""
    outcome = NOTHING.given(CollectionRefused("fee-lines-mismatch")).when(paid(FIRST))
    outcome.then(CallbackRejected(CHANNEL, "order-unknown"))


def test_a_second_payment_goes_back() -> None:
    """Two notices are two payments, whichever route they took."""
    outcome = WAITING.given(SETTLED).when(paid(SECOND)).then(PAID_TWICE).then_owes("refund-order:N-2")
    outcome.then_state(Settled(BILL, FIRST, (Refund(SECOND, "paid-twice"),))).then_publishes()


def test_each_further_payment_goes_back_on_its_own() -> None:
    """The third has its own idempotency key; which of them came to light first leaves no trace."""
    settled = WAITING.given(SETTLED)
    outcome = settled.given(PAID_TWICE).when(paid(LATE)).then_owes("refund-order:N-3")
    assert outcome.state == settled.when(paid(LATE), paid(SECOND)).state


def test_the_channel_is_told_which_money_goes_back_and_why() -> None:
    """The order it came by is the notice's, not the one we opened."""
    other_route = replace(LATE, channel_order="another-route")
    (owed,) = next_commands(Expired(BILL, (Refund(other_route, "payment-expired"),)))
    assert owed.type == "payments.refund-order.v1"
    assert owed.data == {
        "order": PAYMENT,
        "channel": CHANNEL,
        "channel_order": "another-route",
        "notice": "N-3",
        "fen": FEN,
        "why": "payment-expired",
    }


def test_before_an_order_ends_unpaid_the_channel_is_asked_a_last_time() -> None:
    """Its call may be lost: whoever paid in time shall not lose the case over it. Only the answer ends it."""
    outcome = WAITING.when(TIME_IS_UP).then(ASKED_LAST).then_owes("query-order:1").then_publishes()
    outcome.then_waits_for("expire-order")
    ended = ENDING.when(NOT_PAID).then(EXPIRED).then_publishes("payments.collection-expired.v1")
    ended.then_state(Expired(BILL)).then_waits_for().then_owes()
    ENDING.when(found(FIRST)).then(SETTLED)


def test_an_order_ends_at_its_very_moment_and_not_before() -> None:
    """A timer that asks too soon changes nothing."""
    WAITING.when(replace(TIME_IS_UP, at=END - timedelta(microseconds=1))).then_nothing()
    WAITING.when(replace(TIME_IS_UP, at=END)).then(ASKED_LAST)


def test_a_channel_that_never_answers_holds_nobody_up() -> None:
    """After the last word the collection ends without it; what it says later goes back to the payer."""
    ENDING.when(TIME_IS_UP).then_nothing()
    ENDING.when(replace(TIME_IS_UP, at=END + LAST_WORD)).then(EXPIRED)
    WAITING.given(ASKED_LAST, EXPIRED).when(found(LATE)).then(PAID_LATE)


def test_what_is_paid_or_ended_does_not_expire() -> None:
    """The timer may come late."""
    for event in (SETTLED, EXPIRED, CANCELLED):
        WAITING.given(event).when(TIME_IS_UP).then_nothing()


def test_money_that_comes_after_the_end_goes_back() -> None:
    """It is taken, booked as owed to the payer, and returned; the collection stays ended."""
    outcome = WAITING.given(EXPIRED).when(paid(LATE)).then(PAID_LATE).then_owes("refund-order:N-3")
    outcome.then_state(Expired(BILL, (Refund(LATE, "payment-expired"),))).then_publishes()


def test_the_return_is_published_and_ends_the_matter() -> None:
    """Nothing more is owed to the payer."""
    outcome = LATE_OWED.when(given_back(LATE)).then(LATE_RETURNED).then_publishes("payments.fee-refunded.v1")
    outcome.then_owes().then_state(Expired(BILL, (Refund(LATE, "payment-expired", "returned"),)))


def test_what_is_recorded_as_returned_is_what_was_returned() -> None:
    """A partial refund is booked as what it is; the rest stays owed to the payer in the ledger."""
    part = booked("other-payables", "other-monetary-funds", 3000)
    LATE_OWED.when(given_back(LATE, 3000)).then(replace(LATE_RETURNED, fen=3000, entries=part))


def test_the_same_return_twice_is_one_return() -> None:
    """Neither a repeated answer nor a contradicting one moves the money again, and nobody is asked again."""
    LATE_OWED.given(LATE_RETURNED).when(given_back(LATE)).then_nothing()
    LATE_OWED.given(LATE_RETURNED).when(kept_back(LATE)).then_nothing()
    assert next_commands(LATE_OWED.when(given_back(LATE)).state) == ()


def test_a_return_the_channel_refuses_stays_owed_to_the_payer() -> None:
    """It is on record and not asked for again; the ledger still says whose money it is."""
    outcome = LATE_OWED.when(kept_back(LATE)).then(LATE_KEPT).then_owes()
    outcome.then_state(Expired(BILL, (Refund(LATE, "payment-expired", "refused"),)))
    assert next_commands(outcome.state) == ()
    LATE_OWED.given(LATE_KEPT).when(kept_back(LATE)).then_nothing()


def test_money_that_comes_back_after_a_refusal_is_booked_as_returned() -> None:
    """Whichever answer was first, the end is the same: the payer has the money."""
    LATE_OWED.given(LATE_KEPT).when(given_back(LATE)).then(LATE_RETURNED)


def test_a_return_that_overtook_its_payment_is_offered_again() -> None:
    """An answer without a question is early, not wrong."""
    for scenario in (NOTHING, OPENING, WAITING, WAITING.given(SETTLED), WAITING.given(EXPIRED)):
        scenario.when_too_early(given_back(LATE))


def test_a_cancelled_collection_takes_the_debt_off_the_books() -> None:
    """Before and after the order's answer; the timer stops."""
    for scenario in (OPENING, WAITING):
        outcome = scenario.when(CANCEL).then(CANCELLED).then_publishes().then_owes().then_waits_for()
        outcome.then_state(Cancelled(BILL, "withdrawn-by-applicant"))


def test_cancelling_what_is_settled_gives_the_money_back() -> None:
    """The case does not want it any more, so the treasury must not keep it."""
    moved = booked("payable-to-treasury", "other-payables")
    outcome = WAITING.given(SETTLED).when(CANCEL).then(CollectionCancelled("withdrawn-by-applicant", moved))
    outcome.then_owes("refund-order:N-1")
    outcome.then_state(Cancelled(BILL, "withdrawn-by-applicant", (Refund(FIRST, "withdrawn-by-applicant"),)))


def test_money_that_comes_after_the_cancellation_goes_back_for_its_reason() -> None:
    """Paying first and cancelling first come to the same end."""
    outcome = WAITING.given(CANCELLED).when(paid(FIRST))
    outcome.then(LatePaymentReceived(FIRST, "withdrawn-by-applicant", OWED_BACK))
    outcome.then_state(WAITING.given(SETTLED).when(CANCEL).state)


def test_cancelling_what_has_expired_is_the_last_word() -> None:
    """Whichever came first, the end is the same, and nothing is booked twice."""
    outcome = WAITING.given(EXPIRED).when(CANCEL).then(CollectionCancelled("withdrawn-by-applicant"))
    outcome.then_state(WAITING.given(CANCELLED).when(TIME_IS_UP).state)


def test_cancelling_twice_is_cancelling_once() -> None:
    """What never was collected needs no cancelling either."""
    WAITING.given(CANCELLED).when(CANCEL).then_nothing()
    NOTHING.given(CollectionRefused("fee-lines-mismatch")).when(CANCEL).then_nothing()
    NOTHING.when_too_early(CANCEL)


@pytest.mark.parametrize(
    ("history", "over"),
    [
        ([OPENED], False),
        ([OPENED, REQUESTED], False),
        ([OPENED, SETTLED], True),
        ([OPENED, SETTLED, PAID_TWICE], False),
        ([OPENED, REQUESTED, EXPIRED], True),
        ([OPENED, CANCELLED], True),
        ([OPENED, REQUESTED, EXPIRED, PAID_LATE, LATE_KEPT], True),
        ([CollectionRefused("fee-lines-mismatch")], True),
        ([], False),
    ],
)
def test_a_collection_is_over_when_nothing_is_owed_to_anybody(history: list[object], over: bool) -> None:
    """An order that may be paid and a refund that is not answered keep it open."""
    state = reduce(DEFINITION.evolve, history, DEFINITION.initial)
    assert DEFINITION.is_terminal(state) is over

"""What goes back by line: never more than was paid, each refund once, and what cannot go back is somebody's work."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.events import FeeRefunded, RefundDenied, RefundRefused
from services.payments.ledger import balances
from services.payments.messages import RecordRefund, RefundFee, RefundLine
from services.payments.process import next_commands
from services.payments.service import DEFINITION
from services.payments.states import Cancelled, Settled
from tests.payments.money import (
    AFTER,
    CANCEL,
    COLLECT,
    ENDING,
    EXPIRED,
    FEN,
    FIRST,
    HALF_BACK,
    HALF_ORDERED,
    NOTHING,
    OPENED,
    ORDERED,
    PAID_TWICE,
    PAYMENT,
    REQUESTED,
    SETTLED,
    WAITING,
    paid,
    part_back,
)

PAID = WAITING.given(SETTLED)
HALF_LINE = RefundLine("exam", 3000)


def test_a_part_goes_back_by_line() -> None:
    """The channel is asked for the part, under a purpose of its own; the treasury keeps the rest."""
    outcome = PAID.when(HALF_BACK).then(HALF_ORDERED).then_owes("refund-order:N-1/TF-1").then_publishes()
    (owed,) = next_commands(outcome.state)
    assert (owed.data["fen"], owed.data["refund"], owed.data["notice"]) == (3000, "TF-1", "N-1")


def test_a_part_that_went_back_is_told_by_line() -> None:
    """The case hears which lines, under the number that was given."""
    outcome = PAID.given(HALF_ORDERED).when(part_back()).then_publishes("payments.fee-refunded.v1").then_owes()
    (event,) = outcome.events
    published = DEFINITION.publish(event, outcome.state)
    assert published is not None
    assert published.data == {
        "fen": 3000,
        "why": "interest-of-others",
        "refund": "TF-1",
        "lines": [{"code": "exam", "fen": 3000}],
    }


def test_what_is_recorded_is_what_the_channel_gave_and_not_what_it_was_asked_for() -> None:
    """Given less, the lines are not named: they would say more than is true."""
    (event,) = PAID.given(HALF_ORDERED).when(replace(part_back(), refunded_fen=2000)).events
    assert isinstance(event, FeeRefunded)
    assert (event.fen, event.lines) == (2000, ())
    assert balances([OPENED, REQUESTED, SETTLED, HALF_ORDERED, event])["other-payables"] == -1000


def test_without_lines_everything_that_is_left_goes_back() -> None:
    """Of each line, what did not go back before."""
    outcome = PAID.given(HALF_ORDERED).when(RefundFee(PAYMENT, "TF-2", "interest-of-others"))
    (event,) = outcome.events
    assert (event.fen, event.lines) == (4000, (RefundLine("card", 1000), HALF_LINE))


@pytest.mark.parametrize(
    "lines",
    [
        (RefundLine("exam", 6001),),
        (RefundLine("card", 1000), RefundLine("exam", 6001)),
        (RefundLine("stamp", 1),),
        (HALF_LINE, HALF_LINE),
    ],
    ids=["more than the line", "one line of two", "a line that is not on the bill", "one line twice"],
)
def test_more_than_is_left_of_a_line_does_not_go_back(lines: tuple[RefundLine, ...]) -> None:
    """Nothing moves, and whoever asked is told."""
    outcome = PAID.when(replace(HALF_BACK, lines=lines)).then(RefundDenied("TF-1", "refund-exceeds-payment"))
    outcome.then_owes().then_publishes("payments.refund-refused.v1")


def test_the_same_refund_twice_is_one_refund() -> None:
    """By its number; the same number for something else is refused."""
    ordered = PAID.given(HALF_ORDERED)
    ordered.when(HALF_BACK).then_nothing()
    other = replace(HALF_BACK, lines=(RefundLine("card", 1),))
    ordered.when(other).then(RefundDenied("TF-1", "refund-number-reused"))


def test_what_is_not_settled_has_nothing_to_give_back() -> None:
    """Before the payment, after the end, and when all of it went back."""
    denied = RefundDenied("TF-1", "nothing-to-refund")
    for scenario in (WAITING, ENDING, ENDING.given(EXPIRED)):
        scenario.when(HALF_BACK).then(denied)
    all_back = RefundFee(PAYMENT, "TF-0", "interest-of-others")
    again = RefundFee(PAYMENT, "TF-1", "interest-of-others")
    NOTHING.when(COLLECT, ORDERED, paid(FIRST), all_back, again).then(denied)
    NOTHING.when_too_early(HALF_BACK)


def test_a_part_that_the_channel_refuses_is_told_and_stays_the_payers() -> None:
    """Somebody must see to it; the ledger says whose money it is."""
    refused = RecordRefund(PAYMENT, "N-1", refused="refund-refused", refund="TF-1")
    outcome = PAID.given(HALF_ORDERED).when(refused)
    outcome.then(RefundRefused("N-1", "refund-refused", "TF-1", 3000)).then_publishes("payments.refund-refused.v1")
    assert balances([OPENED, REQUESTED, SETTLED, HALF_ORDERED, *outcome.events])["other-payables"] == -3000


def test_cancelling_after_a_part_went_back_returns_the_rest() -> None:
    """Not the whole fee again."""
    outcome = PAID.given(HALF_ORDERED).when(part_back(), CANCEL).then_owes("refund-order:N-1")
    (owed,) = next_commands(outcome.state)
    assert owed.data["fen"] == FEN - 3000
    assert isinstance(outcome.state, Cancelled)


def test_a_second_payment_is_not_what_a_refund_by_line_takes_from() -> None:
    """It goes back by itself, whole; the lines are those of the first."""
    outcome = PAID.given(PAID_TWICE).when(HALF_BACK).then(HALF_ORDERED)
    assert [owed.data["fen"] for owed in next_commands(outcome.state)] == [3000, FEN]


ASKED = st.lists(
    st.tuples(st.sampled_from(["TF-1", "TF-2", "TF-3"]), st.sampled_from(["card", "exam"]), st.integers(1, 6500)),
    max_size=8,
)


@given(ASKED, st.booleans())
def test_whatever_is_asked_back_the_books_balance_and_no_more_goes_than_came(
    asked: list[tuple[str, str, int]], cancelled: bool
) -> None:
    """Any refunds, in any order and number, answered by the channel, and perhaps the end of it all."""
    commands = [
        RefundFee(PAYMENT, number, "interest-of-others", (RefundLine(code, fen),)) for number, code, fen in asked
    ]
    state, events = DEFINITION.initial, []
    for command in [COLLECT, ORDERED, paid(FIRST), *commands, *([CANCEL] if cancelled else [])]:
        for event in DEFINITION.decide(command, state):
            state = DEFINITION.evolve(state, event)
            events.append(event)
    for owed in next_commands(state):
        given_back = (owed.data["notice"], f"R-{owed.purpose}", owed.data["fen"], AFTER)
        for event in DEFINITION.decide(RecordRefund(PAYMENT, *given_back, refund=owed.data.get("refund", "")), state):
            state = DEFINITION.evolve(state, event)
            events.append(event)
    books, returned = balances(events), sum(event.fen for event in events if isinstance(event, FeeRefunded))
    assert sum(books.values()) == 0
    assert books.get("other-payables", 0) == 0
    assert books.get("other-monetary-funds", 0) == FEN - returned >= 0
    assert isinstance(state, Cancelled if cancelled else Settled)

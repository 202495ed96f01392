"""A bill says what the item's fee schedule says, why a line is less, and adds up; and there is one bill for one fee."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.collecting import fault_of
from services.payments.events import CollectionRefused, SecondBillRefused
from services.payments.messages import Exemption, FeeLine
from tests.payments.money import (
    BILL,
    CANCELLED,
    COLLECT,
    ENDING,
    EXPIRED,
    FEN,
    LINES,
    NOTHING,
    OPENING,
    SETTLED,
    WAITING,
)

CARD, EXAM = LINES
GROUND = Exemption("11100000000013338L040", "1.2.156.3005.2.11100000000013338L040.11530000015110500X.1.001.E")
HALVED = replace(EXAM, fen=3000, full_fen=6000, exemption=GROUND)
WAIVED_WHOLLY = replace(EXAM, fen=0, full_fen=6000, exemption=GROUND)


def test_a_line_may_be_reduced_on_the_ground_of_a_certificate() -> None:
    """The bill keeps what the schedule says, what is asked, and the certificate on which the difference rests."""
    outcome = NOTHING.when(replace(COLLECT, lines=(CARD, HALVED), total_fen=4000)).then_owes("open-order")
    assert outcome.state.bill.lines == (CARD, HALVED)
    assert outcome.state.bill.fen == 4000


def test_one_line_may_be_waived_wholly_while_another_is_paid() -> None:
    """It stays on the bill, with its ground, at nothing."""
    outcome = NOTHING.when(replace(COLLECT, lines=(CARD, WAIVED_WHOLLY), total_fen=1000))
    assert outcome.state.bill.fen == 1000


@pytest.mark.parametrize(
    "line",
    [
        replace(EXAM, fen=3000, full_fen=6000),
        replace(EXAM, exemption=GROUND),
        replace(EXAM, full_fen=6000, exemption=GROUND),
        replace(EXAM, fen=7000, full_fen=6000, exemption=GROUND),
        replace(EXAM, fen=7000, full_fen=6000),
    ],
    ids=["no ground", "no full fee", "nothing reduced", "more with a ground", "more without"],
)
def test_an_exemption_that_does_not_agree_with_the_schedule_is_refused(line: FeeLine) -> None:
    """Reduced without a ground, a ground that reduces nothing, or more than the schedule: nobody pays it."""
    bill = replace(COLLECT, lines=(CARD, line), total_fen=CARD.fen + line.fen)
    outcome = NOTHING.when(bill).then(CollectionRefused("exemption-unfounded", (), bill.lines, bill.total_fen))
    outcome.then_publishes("payments.collection-refused.v1").then_owes()


def test_a_bill_of_nothing_is_never_opened() -> None:
    """Who is exempt from all of it owes nothing: no order, no receipt, and whoever sends such a bill is told so."""
    bill = replace(COLLECT, lines=(WAIVED_WHOLLY,), total_fen=0)
    NOTHING.when(bill).then(CollectionRefused("fee-lines-mismatch", (), bill.lines, 0)).then_owes()


def test_two_lines_of_one_code_are_no_bill() -> None:
    """What goes back is named by line, so a line has one name."""
    bill = replace(COLLECT, lines=(CARD, CARD), total_fen=2 * CARD.fen)
    NOTHING.when(bill).then(CollectionRefused("fee-lines-mismatch", (), bill.lines, 2000))


@given(st.lists(st.integers(-5, 10_000), max_size=6), st.integers(-5, 60_000))
def test_a_bill_is_one_only_if_it_adds_up(amounts: list[int], total: int) -> None:
    """Whatever the lines: no line below nothing, the sum is the total, and the total is something."""
    lines = tuple(replace(CARD, code=f"line-{number}", fen=fen) for number, fen in enumerate(amounts))
    right = all(fen >= 0 for fen in amounts) and sum(amounts) == total > 0
    assert (fault_of(lines, total) is None) == right


OTHER = replace(COLLECT, lines=(CARD,), total_fen=CARD.fen)


@pytest.mark.parametrize(
    "scenario", [OPENING, WAITING, ENDING, WAITING.given(SETTLED), ENDING.given(EXPIRED), WAITING.given(CANCELLED)]
)
def test_another_bill_for_the_same_fee_is_refused_and_the_first_stands(scenario: object) -> None:
    """It is an event of its own, the state is what it was, and nothing new is asked of the channel."""
    before = scenario.when(COLLECT).then_nothing().state  # type: ignore[attr-defined]
    outcome = scenario.when(OTHER).then(SecondBillRefused("bill-already-stands", CARD.fen))  # type: ignore[attr-defined]
    outcome.then_publishes("payments.second-bill-refused.v1").then_state(before).then_owes()


def test_a_bill_for_somebody_else_is_another_bill() -> None:
    """Who owes it is part of what was said."""
    OPENING.when(replace(COLLECT, payer="person-another")).then(SecondBillRefused("bill-already-stands", FEN))
    assert OPENING.when(COLLECT).state.bill == BILL


def test_after_a_refused_bill_the_same_is_known_and_another_is_refused() -> None:
    """A refusal was told to the case, which has gone on; a right bill is a new case's."""
    wrong = replace(COLLECT, total_fen=1)
    refused = NOTHING.given(CollectionRefused("fee-lines-mismatch", (), LINES, 1))
    refused.when(wrong).then_nothing()
    refused.when(COLLECT).then(SecondBillRefused("bill-already-stands", FEN))

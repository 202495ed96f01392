"""A receipt's number has the national form, is given once, and only for money that came."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.runtime import ReadViews
from services.chassis.testing.memory_store import MemoryStore
from services.payments.messages import Command
from services.payments.receipts import BLOCK, BLOCKS_A_DAY, Receipts
from services.payments.service import DEFINITION
from tests.payments.books import Books
from tests.payments.money import COLLECT, FIRST, NOTHING, ORDERED, RECEIPT, TIME_IS_UP, found, paid

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def test_a_number_is_a_code_of_eight_digits_and_ten_more() -> None:
    """区划 53, 分类 01, 种类 01, 年度 26; the ten digits grow with the day of the year."""
    receipts = Receipts("0101", Books().claim)
    first = (326 * BLOCKS_A_DAY) * BLOCK
    assert receipts.number("530000", NOON) == f"53010126{first:010}"
    assert receipts.number("530000", NOON) == f"53010126{first + 1:010}"
    assert receipts.number("330000", NOON) == f"33010126{first:010}"


def test_the_year_and_the_day_are_beijings() -> None:
    """An hour before midnight of the last day in London is the first of the next year in Beijing."""
    new_year = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert Receipts("0101", Books().claim).number("110000", new_year) == "11010127" + "0" * 10


def test_the_last_day_of_a_leap_year_fits_ten_digits() -> None:
    """To its last block."""
    last = datetime(2028, 12, 31, 4, 0, tzinfo=UTC)
    number = Receipts("0101", Books().claim).number("110000", last)
    assert len(number) == 18
    assert int(number[8:]) + BLOCKS_A_DAY * BLOCK <= 10**10


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.booleans()), max_size=40))
def test_no_number_is_given_twice_whoever_gives_it(steps: list[tuple[int, int, bool]]) -> None:
    """Three replicas on one store, two provinces, and any of them may end and begin anew."""
    reader = ReadViews(MemoryStore())
    replicas, given_out = [Receipts("0101", reader.claim) for _ in range(3)], list[str]()
    for replica, province, ends in steps:
        if ends:
            replicas[replica] = Receipts("0101", reader.claim)
        given_out.append(replicas[replica].number(("330000", "530000")[province], NOON))
    assert len(set(given_out)) == len(given_out)


def test_a_process_meets_the_others_once_in_a_thousand_receipts() -> None:
    """One entry in the register a block; numbers follow one another without a gap while it lives."""
    books = Books()
    receipts = Receipts("0101", books.claim)
    numbers = [int(receipts.number("530000", NOON)) for _ in range(2 * BLOCK + 1)]
    assert numbers == list(range(numbers[0], numbers[0] + 2 * BLOCK + 1))
    assert len(books.claimed) == 3


def test_days_and_provinces_keep_to_their_own_blocks() -> None:
    """However many a process has seen."""
    receipts = Receipts("0101", Books().claim)
    numbers = [receipts.number("530000", NOON + timedelta(days=days)) for days in range(400) for _ in range(2)]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("commands", [(COLLECT, ORDERED, paid(FIRST)), (COLLECT, ORDERED, TIME_IS_UP, found(FIRST))])
def test_only_what_is_settled_has_a_receipt(commands: tuple[Command, ...]) -> None:
    """No step before says a number that could be taken for final; the settling one says it at once."""
    for count in range(1, len(commands) + 1):
        outcome = NOTHING.when(*commands[:count])
        told = [DEFINITION.publish(event, outcome.state) for event in outcome.events]
        receipts = [said.data["receipt"] for said in told if said and "receipt" in said.data]
        assert receipts == ([RECEIPT] if count == len(commands) else [])

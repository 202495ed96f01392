"""However messages arrive, doubled or out of order, the money comes to the same end."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.chassis.testing.disorder import disordered
from services.chassis.vocabulary import Owed
from services.payments.ledger import balances
from services.payments.messages import Command, Payment
from services.payments.service import DEFINITION
from services.payments.states import Cancelled, Expired, Settled
from tests.payments.money import (
    CANCEL,
    COLLECT,
    FEN,
    FIRST,
    LATE,
    NOT_PAID,
    ORDERED,
    SECOND,
    TIME_IS_UP,
    disbelieved,
    given_back,
    kept_back,
    paid,
    part_back,
)

PAYMENTS = {payment.notice: payment for payment in (FIRST, SECOND, LATE)}
TREASURYS = {"other-monetary-funds": FEN, "payable-to-treasury": -FEN}
"""What the books show when one payment is kept and nothing else is left open."""

Outside = Callable[[Owed], Sequence[Command]]


def channel(owed: Owed) -> list[Command]:
    """A channel that takes every order and gives every payment back."""
    if owed.type == "payments.open-order.v1":
        return [ORDERED]
    if owed.type == "payments.query-order.v1":
        return [replace(NOT_PAID, number=owed.data["number"])]
    if "refund" in owed.data:
        return [part_back()]
    return [given_back(PAYMENTS[owed.data["notice"]])]


def channel_that_keeps(owed: Owed) -> list[Command]:
    """A channel that gives nothing back."""
    if owed.type == "payments.open-order.v1":
        return [ORDERED]
    if owed.type == "payments.query-order.v1":
        return [replace(NOT_PAID, number=owed.data["number"])]
    return [kept_back(PAYMENTS[owed.data["notice"]])]


def run(data: st.DataObject, commands: Sequence[Command], outside: Outside = channel) -> tuple[Any, list[str], Any]:
    """Deliver in disorder; returns the end, the types that were published, and the books."""
    ending = disordered(data, DEFINITION, [COLLECT, *commands], outside)
    for event in ending.events:
        assert sum(balances([event]).values()) == 0
    return ending.state, [one.type for one in ending.said], balances(ending.events)


@given(st.data())
def test_a_fee_is_settled_once(data: st.DataObject) -> None:
    """One notice, any order, any repetition: one receipt."""
    end, said, books = run(data, [paid(FIRST)])
    assert isinstance(end, Settled)
    assert said.count("payments.fee-settled.v1") == 1
    assert books == TREASURYS


@given(st.data())
def test_of_several_payments_one_is_kept(data: st.DataObject) -> None:
    """Whichever came first settles; each other one has gone back, once."""
    end, said, books = run(data, [paid(FIRST), paid(SECOND), paid(LATE)])
    assert isinstance(end, Settled)
    assert {end.payment.notice, *(refund.payment.notice for refund in end.refunds)} == set(PAYMENTS)
    assert {refund.answer for refund in end.refunds} == {"returned"}
    assert (said.count("payments.fee-settled.v1"), said.count("payments.fee-refunded.v1")) == (1, 2)
    assert books == TREASURYS


@given(st.data())
def test_a_cancelled_collection_keeps_nothing(data: st.DataObject) -> None:
    """Before or after paying, or the end of the order: cancelled is cancelled, and everything goes back."""
    end, said, books = run(data, [CANCEL, paid(FIRST), paid(SECOND), TIME_IS_UP])
    assert isinstance(end, Cancelled)
    assert {refund.payment.notice: refund.answer for refund in end.refunds} == {"N-1": "returned", "N-2": "returned"}
    assert said.count("payments.fee-refunded.v1") == 2
    assert books == {}


@given(st.data())
def test_payment_and_expiry_race_for_one_of_two_ends(data: st.DataObject) -> None:
    """Settled with the money kept, or expired with the money returned; never both, never neither."""
    end, said, books = run(data, [paid(LATE), TIME_IS_UP])
    told = {kind for kind in said if kind in {"payments.fee-settled.v1", "payments.collection-expired.v1"}}
    if isinstance(end, Settled):
        assert (told, books, end.refunds) == ({"payments.fee-settled.v1"}, TREASURYS, ())
    else:
        assert isinstance(end, Expired)
        assert (told, books) == ({"payments.collection-expired.v1"}, {})
        assert [refund.answer for refund in end.refunds] == ["returned"]


@given(st.data())
def test_money_the_channel_will_not_return_stays_on_the_books(data: st.DataObject) -> None:
    """It is the payer's, and the ledger says so, to the fen."""
    end, said, books = run(data, [CANCEL, paid(FIRST), paid(SECOND)], channel_that_keeps)
    assert isinstance(end, Cancelled)
    assert "payments.fee-refunded.v1" not in said
    assert books == {"other-monetary-funds": 2 * FEN, "other-payables": -2 * FEN}


ANYTHING = st.lists(
    st.sampled_from(
        [
            paid(FIRST),
            paid(SECOND),
            paid(LATE),
            paid(replace(FIRST, notice="N-9", fen=1)),
            disbelieved("signature-invalid"),
            CANCEL,
            TIME_IS_UP,
            replace(TIME_IS_UP, at=FIRST.paid_at),
        ]
    ),
    max_size=8,
)


@given(st.data(), ANYTHING)
def test_whatever_happens_the_books_say_whose_money_it_is(data: st.DataObject, commands: list[Command]) -> None:
    """Kept only when settled, everything else returned; a debt is open only while it can be paid."""
    end, _, books = run(data, commands)
    kept = FEN if isinstance(end, Settled) else 0
    assert books.get("other-monetary-funds", 0) == kept
    assert books.get("other-payables", 0) == 0
    assert books.get("accounts-receivable", 0) == (0 if isinstance(end, Settled | Expired | Cancelled) else FEN)
    assert sum(books.values()) == 0
    assert all(refund.answer == "returned" for refund in getattr(end, "refunds", ()))


def test_the_payments_here_are_different_payments() -> None:
    """Otherwise the tests above would speak of one."""
    assert len(PAYMENTS) == len({FIRST, SECOND, LATE}) == 3
    assert all(isinstance(payment, Payment) for payment in PAYMENTS.values())

"""What one collection can be in.

These names are stored in no event; they are the picture of the service in its README.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from services.payments.messages import Bill, FeeLine, Payment, RefundLine

Answer: TypeAlias = Literal["owed", "returned", "refused"]


@dataclass(frozen=True, slots=True)
class Refund:
    """A payment that may not be kept, or a part of it: why, and how its return stands.

    `number` and `lines` are of a part that somebody asked for; `fen` is less than the payment where parts went before.
    """

    payment: Payment
    why: str
    answer: Answer = "owed"
    number: str = ""
    lines: tuple[RefundLine, ...] = ()
    part_fen: int | None = None

    @property
    def key(self) -> str:
        """Tells it from every other refund of the collection."""
        return f"{self.payment.notice}/{self.number}" if self.number else self.payment.notice

    @property
    def fen(self) -> int:
        """How much goes back."""
        return self.payment.fen if self.part_fen is None else self.part_fen


Refunds: TypeAlias = tuple[Refund, ...]
"""Ordered by key, so that the order in which payments came to light leaves no trace."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nobody has asked for money yet."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The bill stands; the channel is being asked for an order."""

    bill: Bill


@dataclass(frozen=True, slots=True)
class Requested:
    """The payer may pay, until then."""

    bill: Bill
    expires_at: datetime
    channel: str = ""
    channel_order: str = ""
    asked_at: datetime | None = None
    inquiries: int = 0


@dataclass(frozen=True, slots=True)
class Closing:
    """The time to pay is over; the channel is asked a last time whether it was used."""

    bill: Bill
    expires_at: datetime
    channel: str
    channel_order: str
    inquiries: int


@dataclass(frozen=True, slots=True)
class Settled:
    """Paid, by this payment; any other goes back."""

    bill: Bill
    payment: Payment
    refunds: Refunds = ()
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Expired:
    """Not paid in time; what comes later goes back."""

    bill: Bill
    refunds: Refunds = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """No longer wanted; what was paid, or is paid later, goes back."""

    bill: Bill
    reason: str
    refunds: Refunds = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Never collected: a wrong bill, or a channel that would not take it."""

    reason: str
    lines: tuple[FeeLine, ...] = ()
    total_fen: int = 0


Billed: TypeAlias = Opening | Requested | Closing | Settled | Expired | Cancelled
State: TypeAlias = Nothing | Billed | Refused


def bill_of(state: State) -> Bill:
    """The bill that stands; a history without one breaks the graph."""
    if isinstance(state, Nothing | Refused):
        raise TypeError(f"{type(state).__name__} has no bill")
    return state.bill


def refund_of(key: str, state: State) -> Refund | None:
    """The refund with this key, if there is one."""
    return next((refund for refund in refunds_of(state) if refund.key == key), None)


def left_of(state: Settled) -> int:
    """What the treasury still has of the settled fee."""
    return state.payment.fen - sum(refund.fen for refund in state.refunds if refund.number)


def left_to_return(state: State, why: str) -> Refunds:
    """What goes back when the collection ends here: what was to go back already, and what is left of the fee."""
    if isinstance(state, Settled) and (left := left_of(state)):
        part = None if left == state.payment.fen else left
        return _with(state.refunds, Refund(state.payment, why, part_fen=part))
    return refunds_of(state)


def noted(state: State, refund: Refund) -> State:
    """The state with this refund as it now stands."""
    if not isinstance(state, Settled | Expired | Cancelled):
        raise TypeError(f"{type(state).__name__} gives nothing back")
    return replace(state, refunds=_with(state.refunds, refund))


def answered(state: State, key: str, answer: Answer) -> State:
    """The state after the channel's word on this refund."""
    refund = refund_of(key, state)
    if refund is None:
        raise LookupError(f"nothing called {key} is to go back")
    return noted(state, replace(refund, answer=answer))


def refunds_of(state: State) -> Refunds:
    """What goes back, has gone, or will not go."""
    return state.refunds if isinstance(state, Settled | Expired | Cancelled) else ()


def _with(refunds: Refunds, refund: Refund) -> Refunds:
    others = (other for other in refunds if other.key != refund.key)
    return tuple(sorted((*others, refund), key=lambda each: each.key))

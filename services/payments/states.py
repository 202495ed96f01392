"""What one collection can be in, and which event may lead from where to where.

These names are stored in no event; they are the picture of the service in its README.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from services.payments.messages import (
    Bill,
    CallbackRejected,
    CollectionCancelled,
    CollectionExpired,
    CollectionOpened,
    CollectionRefused,
    DoublePaymentReceived,
    Event,
    FeeRefunded,
    FeeRequested,
    FeeSettled,
    LatePaymentReceived,
    Payment,
    RefundRefused,
)

Answer: TypeAlias = Literal["owed", "returned", "refused"]


@dataclass(frozen=True, slots=True)
class Refund:
    """A payment that may not be kept, why, and how its return stands."""

    payment: Payment
    why: str
    answer: Answer = "owed"


Refunds: TypeAlias = tuple[Refund, ...]
"""Ordered by notice, so that the order in which payments came to light leaves no trace."""


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


@dataclass(frozen=True, slots=True)
class Settled:
    """Paid, by this payment; any other goes back."""

    bill: Bill
    payment: Payment
    refunds: Refunds = ()


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


Billed: TypeAlias = Opening | Requested | Settled | Expired | Cancelled
State: TypeAlias = Nothing | Billed | Refused

GRAPH: Mapping[type[State], Mapping[type[Event], type[State]]] = {
    Nothing: {
        CollectionOpened: Opening,
        CollectionRefused: Refused,
        CallbackRejected: Nothing,
    },
    Opening: {
        FeeRequested: Requested,
        FeeSettled: Settled,
        CollectionRefused: Refused,
        CollectionCancelled: Cancelled,
        CallbackRejected: Opening,
    },
    Requested: {
        FeeSettled: Settled,
        CollectionExpired: Expired,
        CollectionCancelled: Cancelled,
        CallbackRejected: Requested,
    },
    Settled: {
        DoublePaymentReceived: Settled,
        FeeRefunded: Settled,
        RefundRefused: Settled,
        CollectionCancelled: Cancelled,
        CallbackRejected: Settled,
    },
    Expired: {
        LatePaymentReceived: Expired,
        FeeRefunded: Expired,
        RefundRefused: Expired,
        CollectionCancelled: Cancelled,
        CallbackRejected: Expired,
    },
    Cancelled: {
        LatePaymentReceived: Cancelled,
        FeeRefunded: Cancelled,
        RefundRefused: Cancelled,
        CallbackRejected: Cancelled,
    },
    Refused: {
        CallbackRejected: Refused,
    },
}
"""The state graph: an event that is not listed under a state cannot be decided there."""


def bill_of(state: State) -> Bill:
    """The bill that stands; a history without one breaks the graph."""
    if isinstance(state, Nothing | Refused):
        raise TypeError(f"{type(state).__name__} has no bill")
    return state.bill


def refund_of(notice: str, state: State) -> Refund | None:
    """The refund of this payment, if it is to go back."""
    return next((refund for refund in _refunds(state) if refund.payment.notice == notice), None)


def left_to_return(state: State, why: str) -> Refunds:
    """What goes back when the collection ends here: what was to go back already, and what had settled it."""
    if isinstance(state, Settled):
        return _with(state.refunds, Refund(state.payment, why))
    return _refunds(state)


def noted(state: State, refund: Refund) -> State:
    """The state with this refund as it now stands."""
    if not isinstance(state, Settled | Expired | Cancelled):
        raise TypeError(f"{type(state).__name__} gives nothing back")
    return replace(state, refunds=_with(state.refunds, refund))


def answered(state: State, notice: str, answer: Answer) -> State:
    """The state after the channel's word on the refund of this payment."""
    refund = refund_of(notice, state)
    if refund is None:
        raise LookupError(f"no payment {notice} is to go back")
    return noted(state, replace(refund, answer=answer))


def _refunds(state: State) -> Refunds:
    return state.refunds if isinstance(state, Settled | Expired | Cancelled) else ()


def _with(refunds: Refunds, refund: Refund) -> Refunds:
    others = (other for other in refunds if other.payment.notice != refund.payment.notice)
    return tuple(sorted((*others, refund), key=lambda each: each.payment.notice))

"""What happened to a collection; `entries` is what the ledger (账) books.

These names are stored. To change one, add a version. Fields are added with a default, so that old events are read.
Amounts are whole fen (分).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, get_args

from services.payments.messages import Bill, Entry, FeeLine, Payment, RefundLine
from services.payments.statement_events import StatementEvent


@dataclass(frozen=True, slots=True)
class CollectionOpened:
    """The bill is right, and the payer owes it."""

    bill: Bill
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class CollectionRefused:
    """The fee cannot be collected: the bill is wrong, or the channel will not take it."""

    reason: str
    entries: tuple[Entry, ...] = ()
    lines: tuple[FeeLine, ...] = ()
    total_fen: int = 0


@dataclass(frozen=True, slots=True)
class SecondBillRefused:
    """Another bill came for what is billed already; the first one stands untouched."""

    reason: str
    total_fen: int


@dataclass(frozen=True, slots=True)
class FeeRequested:
    """The fee can be paid at this address until then."""

    fen: int
    channel: str
    channel_order: str
    pay_url: str
    expires_at: datetime
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderInquired:
    """The channel has been silent: it is asked about its order for the n-th time."""

    number: int


@dataclass(frozen=True, slots=True)
class LastInquiryOpened:
    """The order's time is over: before the collection ends, the channel is asked a last time."""

    number: int


@dataclass(frozen=True, slots=True)
class ChannelContradicted:
    """The channel says that what it had reported as paid is not: a person must look; the fee stays settled."""

    channel: str
    notice: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class FeeSettled:
    """The fee is paid, in full, once."""

    receipt: str
    payment: Payment
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class LatePaymentReceived:
    """Paid after the collection had ended: the money goes back."""

    payment: Payment
    why: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class DoublePaymentReceived:
    """Paid once more after the fee was settled: this money goes back."""

    payment: Payment
    why: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FeeRefunded:
    """The channel gave a payment back: `fen` is what it gave, not what it was asked for."""

    notice: str
    fen: int
    why: str
    channel_refund: str
    refunded_at: datetime
    entries: tuple[Entry, ...]
    refund: str = ""
    lines: tuple[RefundLine, ...] = ()
    channel: str = ""


@dataclass(frozen=True, slots=True)
class RefundOrdered:
    """A part of a settled fee is to go back, by line: it is the payer's from now on."""

    refund: str
    fen: int
    lines: tuple[RefundLine, ...]
    why: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RefundDenied:
    """A refund that was asked for is not one of this bill; nothing moved."""

    refund: str
    reason: str


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """The channel will not give a payment back: the ledger keeps it as owed to the payer."""

    notice: str
    reason: str
    refund: str = ""
    fen: int = 0


@dataclass(frozen=True, slots=True)
class CollectionExpired:
    """Nobody paid in time."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class CollectionCancelled:
    """The fee is no longer wanted."""

    reason: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class CallbackRejected:
    """A call that claimed to come from the channel was not believed; nothing changed."""

    channel: str
    reason: str


CollectionEvent: TypeAlias = (
    CollectionOpened
    | CollectionRefused
    | SecondBillRefused
    | FeeRequested
    | OrderInquired
    | LastInquiryOpened
    | ChannelContradicted
    | FeeSettled
    | LatePaymentReceived
    | DoublePaymentReceived
    | RefundOrdered
    | RefundDenied
    | FeeRefunded
    | RefundRefused
    | CollectionExpired
    | CollectionCancelled
    | CallbackRejected
)
Event: TypeAlias = CollectionEvent | StatementEvent
EVENTS: tuple[type[Event], ...] = get_args(Event)

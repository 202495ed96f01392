"""What payments is asked, what it stores, and what it can be in.

These names are stored and published. To change one, add a version. Amounts are whole fen (分).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, get_args

Account: TypeAlias = Literal["accounts-receivable", "other-monetary-funds", "payable-to-treasury", "other-payables"]
"""政府会计制度 (财会〔2017〕25号), as 1212 应收账款, 1021 其他货币资金, 2103 应缴财政款, 2307 其他应付款."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of double entry (复式记账): one side is zero."""

    account: Account
    debit_fen: int = 0
    credit_fen: int = 0


@dataclass(frozen=True, slots=True)
class LocalizedName:
    """A name in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of the fee: what is charged, and how much."""

    code: str
    name: LocalizedName
    fen: int


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came. `notice` is the channel's number of it: two notices are two payments."""

    notice: str
    channel: str
    channel_order: str
    fen: int
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class Bill:
    """What is owed for what, and by whom; `payment` is the stream."""

    payment: str
    payer: str
    lines: tuple[FeeLine, ...]
    fen: int
    notify_url: str


# --- commands ---


@dataclass(frozen=True, slots=True)
class CollectFee:
    """Collect this fee. `notify_url` is completed by the service: where the channel shall call."""

    subject: str
    case: str
    province: str
    payer: str
    lines: tuple[FeeLine, ...]
    total_fen: int
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class RecordOrder:
    """The channel's answer to an order: where to pay and until when, or `refused` with a reason."""

    subject: str
    channel: str = ""
    channel_order: str = ""
    pay_url: str = ""
    expires_at: datetime | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class RecordCallback:
    """The channel called. The service reads the body into `payment`, or says in `fault` why not to believe it."""

    subject: str
    case: str
    province: str
    channel: str
    body: str = field(repr=False)
    signature: str = field(repr=False)
    payment: Payment | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class ExpireOrder:
    """The time to pay is over, says the timer."""

    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CancelCollection:
    """The fee is no longer wanted; what was paid goes back."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordRefund:
    """The channel's answer to the refund of one payment: given back, or `refused` with a reason."""

    subject: str
    notice: str
    channel_refund: str = ""
    refunded_fen: int = 0
    refunded_at: datetime | None = None
    refused: str | None = None


Command: TypeAlias = CollectFee | RecordOrder | RecordCallback | ExpireOrder | CancelCollection | RecordRefund
COMMANDS: tuple[type[Command], ...] = get_args(Command)

# --- events; `entries` is what the ledger (账) books ---


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


@dataclass(frozen=True, slots=True)
class FeeRequested:
    """The fee can be paid at this address until then."""

    fen: int
    channel: str
    channel_order: str
    pay_url: str
    expires_at: datetime


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


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """The channel will not give a payment back: the ledger keeps it as owed to the payer."""

    notice: str
    reason: str


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


Event: TypeAlias = (
    CollectionOpened
    | CollectionRefused
    | FeeRequested
    | FeeSettled
    | LatePaymentReceived
    | DoublePaymentReceived
    | FeeRefunded
    | RefundRefused
    | CollectionExpired
    | CollectionCancelled
    | CallbackRejected
)
EVENTS: tuple[type[Event], ...] = get_args(Event)

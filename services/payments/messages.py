"""What payments is asked.

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
class Exemption:
    """The ground on which a line is reduced (减免): a certificate of this type, and its identifier."""

    certificate_type: str
    identifier: str


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of the fee: what is charged, and how much; `full_fen` is what it would be without the exemption."""

    code: str
    name: LocalizedName
    fen: int
    full_fen: int | None = None
    exemption: Exemption | None = None


@dataclass(frozen=True, slots=True)
class RefundLine:
    """How much of one line of the bill goes back."""

    code: str
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


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One payment or refund of a day; `undone` is what the channel took back."""

    reference: str
    order: str
    kind: Literal["payment", "refund"]
    fen: int
    state: Literal["done", "undone"] = "done"


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
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordCallback:
    """The channel called. The service reads the body: `payment` came; or nothing did, as it said at `unpaid_at`;
    or `fault` is why not to believe it. `receipt` is the number to give if this settles the fee.
    """

    subject: str
    case: str
    province: str
    channel: str
    body: str = field(repr=False)
    signature: str = field(repr=False)
    payment: Payment | None = None
    fault: str | None = None
    unpaid_at: datetime | None = None
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class ExpireOrder:
    """The time to pay is over, says the timer."""

    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InquireOrder:
    """The channel has been silent for long, says the timer: ask it."""

    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordInquiry:
    """The channel's answer to the inquiry of that number, asked at `asked_at`: a payment, or none."""

    subject: str
    channel: str
    number: int
    asked_at: datetime
    payment: Payment | None = None
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class CancelCollection:
    """The fee is no longer wanted; what was paid goes back."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class RefundFee:
    """Give back these parts of a settled fee, or all that is left; `refund` is the sender's number of it."""

    subject: str
    refund: str
    reason: str
    lines: tuple[RefundLine, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordRefund:
    """The channel's answer to the refund of one payment, or of a part of it: given back, or `refused`."""

    subject: str
    notice: str
    channel_refund: str = ""
    refunded_fen: int = 0
    refunded_at: datetime | None = None
    refused: str | None = None
    refund: str = ""


@dataclass(frozen=True, slots=True)
class AwaitStatement:
    """A day will have a statement (对账单); `subject` is `statement-<channel>-<yyyymmdd>`."""

    subject: str


@dataclass(frozen=True, slots=True)
class ReconcileDay:
    """Compare the day's statement with our books; asked for again, only what is new is raised."""

    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordStatement:
    """A page of the channel's statement. `ours` is filled by the service with the day's lines of our books."""

    subject: str
    run: int
    page: int
    lines: tuple[StatementLine, ...]
    more: bool
    ours: tuple[StatementLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SettleDifference:
    """Somebody has seen to a difference."""

    subject: str
    difference: str
    by: str
    note: str


Command: TypeAlias = (
    CollectFee
    | RecordOrder
    | RecordCallback
    | ExpireOrder
    | InquireOrder
    | RecordInquiry
    | CancelCollection
    | RefundFee
    | RecordRefund
    | AwaitStatement
    | ReconcileDay
    | RecordStatement
    | SettleDifference
)
COMMANDS: tuple[type[Command], ...] = get_args(Command)

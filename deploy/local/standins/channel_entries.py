"""What the stand-in payment channel is asked, and what happens to it: the lines of its journal. Money is in fen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal, TypeAlias

from deploy.local.standins.switches import Telling

Form: TypeAlias = Literal["aggregate", "fiscal"]
"""Which of the two channels an order belongs to."""

PaidSo: TypeAlias = Literal[Telling, "twice"]
"""How a payment can be told, other than once and truly; `switches.py` says what each is. twice: it is made twice, by
two routes (the cashier's page and a bank's counter), and both are told.
"""

BEIJING = timezone(timedelta(hours=8))
"""A day of the statement is a day in China."""

LARGEST_FEN = 100_000_000_00


@dataclass(frozen=True, slots=True)
class OrderWanted:
    """POST /orders: `lifetime_seconds` shortens or lengthens how long the order can be paid."""

    order: str
    fen: int
    description: str
    notify_url: str
    lifetime_seconds: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.fen <= LARGEST_FEN:
            raise ValueError(f"`fen` must be from 1 to {LARGEST_FEN}")
        if not self.notify_url.startswith(("http://", "https://")):
            raise ValueError("`notify_url` must be an absolute http or https address")
        if self.lifetime_seconds is not None and not 0 < self.lifetime_seconds <= 31_536_000:
            raise ValueError("`lifetime_seconds` must be above 0 and at most a year")


@dataclass(frozen=True, slots=True)
class RefundWanted:
    """POST /refunds: all of the order's money or a part of it."""

    order: str
    channel_order: str
    fen: int
    why: str

    def __post_init__(self) -> None:
        if self.fen <= 0:
            raise ValueError("`fen` must be at least 1")


@dataclass(frozen=True, slots=True)
class OrderAsked:
    """POST /orders/query: how an order stands."""

    order: str
    channel_order: str


@dataclass(frozen=True, slots=True)
class Payment:
    """POST <pay_url> as a test pays: how the channel is to tell of this one payment."""

    tell: PaidSo | None = None


@dataclass(frozen=True, slots=True)
class AnswerWanted:
    """POST /answers: how the first try to open this order is to be answered."""

    order: str
    answered: Literal["slow", "failing", "garbled", "cut"]


@dataclass(frozen=True, slots=True)
class StatementAsked:
    """POST /statements: which day (YYYY-MM-DD in China), and which page of it, from 1."""

    day: str
    page: int

    def __post_init__(self) -> None:
        date.fromisoformat(self.day)
        if self.page < 1:
            raise ValueError("`page` must be at least 1")


@dataclass(frozen=True, slots=True)
class Opened:
    """An order was opened."""

    channel_order: str
    order: str
    fen: int
    description: str
    notify_url: str
    opened_at: datetime
    expires_at: datetime
    request: str
    form: Form = "aggregate"


@dataclass(frozen=True, slots=True)
class Paid:
    """An order was paid, in full. `tell`: how the payer wants it told, where it is to be told badly."""

    channel_order: str
    paid_at: datetime
    tell: PaidSo | None = None


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money of a paid order went back."""

    channel_refund: str
    order: str
    channel_order: str
    fen: int
    why: str
    refunded_at: datetime
    request: str


@dataclass(frozen=True, slots=True)
class Denied:
    """The channel took back what it had reported: the order is not paid after all."""

    channel_order: str
    denied_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """The suite heard that an order was paid, or the channel gave up telling it."""

    channel_order: str
    heard: bool


KINDS = (Opened, Paid, Refunded, Denied, Told)
Happened: TypeAlias = Opened | Paid | Refunded | Denied | Told

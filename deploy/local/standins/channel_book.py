"""What the stand-in payment channel knows: its orders and refunds, as a fold over what happened. Money is in fen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from deploy.local.standins.serving import Keyed, Refused, ensure_same, reference
from services.chassis.clock import stamp

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


@dataclass(frozen=True, slots=True)
class Paid:
    """An order was paid, in full."""

    channel_order: str
    paid_at: datetime


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
class Told:
    """The suite heard that an order was paid, or the channel gave up telling it."""

    channel_order: str
    heard: bool


KINDS = (Opened, Paid, Refunded, Told)


@dataclass(slots=True)
class Order:
    """One order as it stands now. `told`: None while the suite has yet to hear that it was paid."""

    opened: Opened
    paid_at: datetime | None = None
    refunded_fen: int = 0
    told: bool | None = None

    def state(self, now: datetime) -> str:
        """`open`, `expired` or `paid`."""
        if self.paid_at:
            return "paid"
        return "open" if now < self.opened.expires_at else "expired"

    def shown(self, now: datetime) -> Mapping[str, Any]:
        """The order as statements and inquiries show it."""
        opened = self.opened
        return {
            "channel_order": opened.channel_order,
            "order": opened.order,
            "fen": opened.fen,
            "state": self.state(now),
            "opened_at": stamp(opened.opened_at),
            "expires_at": stamp(opened.expires_at),
            "paid_at": stamp(self.paid_at) if self.paid_at else None,
            "refunded_fen": self.refunded_fen,
            "told": self.told,
        }

    def notice(self) -> Mapping[str, Any]:
        """What the suite is told of the payment: the same each time it is told."""
        number = self.opened.channel_order
        return {
            "notice": f"N{number}",
            "status": "paid",
            "order": self.opened.order,
            "channel_order": number,
            "fen": self.opened.fen,
            "paid_at": stamp(self.paid_at) if self.paid_at else None,
        }


class Book:
    """All orders and refunds; `apply` is the only way anything changes."""

    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}
        self.refunds: dict[str, Refunded] = {}
        self._numbers: dict[str, str] = {}

    def apply(self, entry: Opened | Paid | Refunded | Told) -> None:
        """Take in what happened."""
        match entry:
            case Opened():
                self.orders[entry.channel_order] = Order(entry)
                self._numbers[entry.order] = entry.channel_order
            case Paid():
                self.orders[entry.channel_order].paid_at = entry.paid_at
            case Refunded():
                self.refunds[entry.channel_refund] = entry
                self.orders[entry.channel_order].refunded_fen += entry.fen
            case Told():
                self.orders[entry.channel_order].told = entry.heard

    def order(self, channel_order: str) -> Order:
        """The order with the channel's number; refuses with 404."""
        try:
            return self.orders[channel_order]
        except KeyError:
            raise Refused(404, "order-unknown", "the channel has no such order") from None

    def open(self, wanted: OrderWanted, request: Keyed, now: datetime, usual_seconds: float) -> Opened | None:
        """Decide on a new order; None when this very request opened it before. One order per order number."""
        channel_order = reference("CH", request.key)
        if known := self.orders.get(channel_order):
            ensure_same(known.opened.request, request, 409)
            return None
        if wanted.order in self._numbers:
            raise Refused(409, "order-exists", "this order number was opened under another Idempotency-Key")
        seconds = usual_seconds if wanted.lifetime_seconds is None else wanted.lifetime_seconds
        what = (wanted.order, wanted.fen, wanted.description, wanted.notify_url)
        return Opened(channel_order, *what, now, now + timedelta(seconds=seconds), request.digest)

    def pay(self, channel_order: str, now: datetime) -> Paid | None:
        """Decide on a payment; None when the order is paid: nobody pays twice."""
        state = self.order(channel_order).state(now)
        if state == "expired":
            raise Refused(409, "order-expired", "the order can no longer be paid")
        return Paid(channel_order, now) if state == "open" else None

    def refund(self, wanted: RefundWanted, request: Keyed, now: datetime) -> Refunded | None:
        """Decide on a refund; None when this very request refunded before. Never more than was paid."""
        channel_refund = reference("RF", request.key)
        if known := self.refunds.get(channel_refund):
            ensure_same(known.request, request, 409)
            return None
        order = self.order(wanted.channel_order)
        if order.opened.order != wanted.order:
            raise Refused(404, "order-unknown", "the channel's order has another order number")
        if order.state(now) != "paid":
            raise Refused(409, "order-unpaid", "what was not paid cannot be refunded")
        if order.refunded_fen + wanted.fen > order.opened.fen:
            raise Refused(422, "more-than-paid", "refunds would exceed what was paid")
        what = (wanted.order, wanted.channel_order, wanted.fen, wanted.why)
        return Refunded(channel_refund, *what, now, request.digest)

    def statement(self, day: str | None, now: datetime) -> Mapping[str, Any]:
        """All orders and refunds, or those of one day (YYYY-MM-DD in China): opened, paid or refunded on it."""
        refunds = [refund for refund in self.refunds.values() if _on(day, refund.refunded_at)]
        orders = [order for order in self.orders.values() if _on(day, order.opened.opened_at, order.paid_at)]
        return {
            "day": day,
            "orders": [order.shown(now) for order in orders],
            "refunds": [refund_shown(refund) for refund in refunds],
            "paid_fen": sum(order.opened.fen for order in orders if order.paid_at and _on(day, order.paid_at)),
            "refunded_fen": sum(refund.fen for refund in refunds),
        }

    def untold(self) -> Iterator[Order]:
        """Paid orders of which the suite has yet to hear."""
        return (order for order in self.orders.values() if order.paid_at and order.told is None)


def refund_shown(refund: Refunded) -> Mapping[str, Any]:
    """The refund as answers and statements show it."""
    return {
        "channel_refund": refund.channel_refund,
        "order": refund.order,
        "channel_order": refund.channel_order,
        "refunded_fen": refund.fen,
        "why": refund.why,
        "refunded_at": stamp(refund.refunded_at),
    }


def _on(day: str | None, *moments: datetime | None) -> bool:
    return day is None or any(moment and moment.astimezone(BEIJING).date().isoformat() == day for moment in moments)

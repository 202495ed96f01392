"""What the stand-in payment channel knows: its orders and refunds, as a fold over what happened. Money is in fen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from deploy.local.standins.channel_entries import (
    BEIJING,
    Denied,
    Form,
    Happened,
    Opened,
    OrderWanted,
    Paid,
    PaidSo,
    Refunded,
    RefundWanted,
    Told,
)
from deploy.local.standins.serving import Keyed, Refused, ensure_same, reference
from services.chassis.clock import stamp


@dataclass(slots=True)
class Order:
    """One order as it stands now. `told`: None while the suite has yet to hear that it was paid."""

    opened: Opened
    paid_at: datetime | None = None
    refunded_fen: int = 0
    told: bool | None = None
    denied_at: datetime | None = None
    tell: PaidSo | None = None

    def state(self, now: datetime) -> str:
        """`open`, `expired` or `paid`."""
        if self.paid_at and not self.denied_at:
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
            "tell": self.tell,
        }

    @property
    def routes(self) -> tuple[str, ...]:
        """By what it was paid: as the numbers of notices end."""
        return ("", "-2") if self.tell == "twice" else ("",)

    def notice(self, route: str = "") -> Mapping[str, Any]:
        """What the suite is told of the payment by this route: the same each time it is told."""
        number = self.opened.channel_order
        return {
            "notice": f"N{number}{route}",
            "status": "paid",
            "order": self.opened.order,
            "channel_order": number,
            "fen": self.opened.fen,
            "paid_at": stamp(self.paid_at) if self.paid_at else None,
        }

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """What was paid as lines of its day's statement, one a route."""
        state = "undone" if self.denied_at else "done"
        for notice in map(self.notice, self.routes):
            what = {"reference": notice["notice"], "order": notice["order"], "fen": notice["fen"]}
            yield {**what, "kind": "payment", "state": state}


def number_of(form: Form, key: str) -> str:
    """The number of the order that this key opens: a 缴款识别码 of 20 digits where it is fiscal."""
    if form == "aggregate":
        return reference("CH", key)
    return f"{int.from_bytes(sha256(key.encode()).digest()[:8], 'big'):020}"


class Book:
    """All orders and refunds; `apply` is the only way anything changes."""

    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}
        self.refunds: dict[str, Refunded] = {}
        self._numbers: dict[str, str] = {}

    def apply(self, entry: Happened) -> None:
        """Take in what happened."""
        match entry:
            case Opened():
                self.orders[entry.channel_order] = Order(entry)
                self._numbers[entry.order] = entry.channel_order
            case Paid():
                self.orders[entry.channel_order].paid_at = entry.paid_at
                self.orders[entry.channel_order].tell = entry.tell
            case Refunded():
                self.refunds[entry.channel_refund] = entry
                self.orders[entry.channel_order].refunded_fen += entry.fen
            case Denied():
                self.orders[entry.channel_order].denied_at = entry.denied_at
            case Told():
                self.orders[entry.channel_order].told = entry.heard

    def order(self, channel_order: str) -> Order:
        """The order with the channel's number; refuses with 404."""
        try:
            return self.orders[channel_order]
        except KeyError:
            raise Refused(404, "order-unknown", "the channel has no such order") from None

    def open(
        self, wanted: OrderWanted, request: Keyed, now: datetime, usual_seconds: float, form: Form = "aggregate"
    ) -> Opened | None:
        """Decide on a new order; None when this very request opened it before. One order per order number."""
        channel_order = number_of(form, request.key)
        if known := self.orders.get(channel_order):
            ensure_same(known.opened.request, request, 409)
            return None
        if wanted.order in self._numbers:
            raise Refused(409, "order-exists", "this order number was opened under another Idempotency-Key")
        seconds = usual_seconds if wanted.lifetime_seconds is None else wanted.lifetime_seconds
        what = (wanted.order, wanted.fen, wanted.description, wanted.notify_url)
        return Opened(channel_order, *what, now, now + timedelta(seconds=seconds), request.digest, form)

    def pay(self, channel_order: str, now: datetime, tell: PaidSo | None = None) -> Paid | None:
        """Decide on a payment; None when the order is paid: nobody pays twice."""
        state = self.order(channel_order).state(now)
        if state == "expired":
            raise Refused(409, "order-expired", "the order can no longer be paid")
        return Paid(channel_order, now, tell) if state == "open" else None

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
        if order.refunded_fen + wanted.fen > order.opened.fen * len(order.routes):
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
            "paid_fen": sum(
                order.opened.fen * len(order.routes) for order in orders if order.paid_at and _on(day, order.paid_at)
            ),
            "refunded_fen": sum(refund.fen for refund in refunds),
        }

    def lines(self, day: str, form: Form) -> list[Mapping[str, Any]]:
        """What a day's statement lists, one line a payment or refund; `undone` is what was taken back."""
        ours = [order for order in self.orders.values() if order.opened.form == form]
        paid = [order for order in ours if order.paid_at and _on(day, order.paid_at)]
        numbers = {order.opened.channel_order for order in ours}
        refunds = [refund for refund in self.refunds.values() if refund.channel_order in numbers]
        returned = [refund for refund in refunds if _on(day, refund.refunded_at)]
        return [line for order in paid for line in order.lines()] + [refund_line(refund) for refund in returned]

    def untold(self) -> Iterator[Order]:
        """Paid orders of which the suite has yet to hear."""
        return (order for order in self.orders.values() if order.paid_at and order.told is None)


def refund_line(refund: Refunded) -> Mapping[str, Any]:
    """The refund as a line of its day's statement."""
    what = {"reference": refund.channel_refund, "order": refund.order}
    return {**what, "kind": "refund", "fen": refund.fen, "state": "done"}


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

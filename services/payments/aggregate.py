"""The aggregate channel (聚合支付: 微信, 支付宝, 银联 behind one cashier): JSON, amounts in fen, HMAC-SHA256."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.chassis.clock import stamp
from services.chassis.outside import Outside
from services.chassis.signatures import disbelief
from services.chassis.statements import Unusable, moment, reference, statement, text, whole
from services.chassis.vocabulary import Foreign, OutsideUnavailable
from services.payments.channels import Notice, Said
from services.payments.messages import Payment
from services.payments.settings import Settings


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: where, with what of the intent, how a yes is read, and which reason stands for a no."""

    path: str
    names: tuple[str, ...]
    read: Callable[[Mapping[str, Any]], dict[str, Any]]
    refusal: str


class Aggregate:
    """`POST /orders`, `/orders/query`, `/refunds` and `/statements`; the same idempotency key is the same order."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.channel_name
        self._outside = Outside("the channel", settings.channel_url, settings.channel_timeout)
        self._secrets = {self.name: settings.callback_secret}
        self._lifetime = {"lifetime_seconds": settings.order_lifetime_seconds}

    def open_order(self, asked: Foreign) -> Said:
        """Ask for an order to be paid."""
        return self._ask({**asked, **self._lifetime}, ORDER)

    def refund_order(self, asked: Foreign) -> Said:
        """Ask for a payment, or a part of it, to go back."""
        return self._ask(asked, REFUND)

    def query_order(self, asked: Foreign) -> Said:
        """Ask how an order stands; an order it does not know is not paid."""
        return self._ask(asked, QUERY)

    def statement_page(self, day: str, page: int) -> Said:
        """Ask for one page of a day's statement."""
        said = self._ask({"day": day, "page": page, "message": f"statement-{day}-{page}"}, STATEMENT)
        if "refused" in said:
            raise OutsideUnavailable("the channel has no statement of that day yet")
        return said

    def disbelief(self, body: str, signature: str) -> str | None:
        """Believe what is signed with the shared secret."""
        return disbelief(self._secrets, self.name, body, signature)

    def notice(self, body: str) -> Notice:
        """Read a call: `status` is `paid`, or `unpaid`."""
        said = statement(body)
        order, status = text(said, "order"), text(said, "status")
        if status == "unpaid":
            return Notice(order, unpaid_at=moment(said, "at"))
        if status != "paid":
            raise Unusable("status is neither `paid` nor `unpaid`")
        received = (reference(said, "channel_order"), whole(said, "fen", 1), moment(said, "paid_at"))
        return Notice(order, Payment(reference(said, "notice"), self.name, *received))

    def _ask(self, asked: Foreign, question: Question) -> Said:
        content = {name: asked[name] for name in question.names}
        said = self._outside.ask(question.path, content, asked["message"], question.read)
        return {"refused": question.refusal} if said is None else said


def _order(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "channel_order": reference(said, "channel_order"),
        "pay_url": text(said, "pay_url"),
        "expires_at": stamp(moment(said, "expires_at")),
    }


def _refund(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "channel_refund": reference(said, "channel_refund"),
        "refunded_fen": whole(said, "refunded_fen", 1),
        "refunded_at": stamp(moment(said, "refunded_at")),
    }


def _standing(said: Mapping[str, Any]) -> dict[str, Any]:
    """The payment of the order, if there is one; any other state is `not paid`."""
    if text(said, "state") != "paid":
        return {}
    return {
        "notice": reference(said, "notice"),
        "channel_order": reference(said, "channel_order"),
        "fen": whole(said, "fen", 1),
        "paid_at": stamp(moment(said, "paid_at")),
    }


def _page(said: Mapping[str, Any]) -> dict[str, Any]:
    lines = said.get("lines")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise Unusable("lines is not a list of lines")
    return {"lines": [_line(line) for line in lines], "more": said.get("more") is True}


def _line(said: Mapping[str, Any]) -> dict[str, Any]:
    kind, state = text(said, "kind"), text(said, "state")
    if kind not in {"payment", "refund"} or state not in {"done", "undone"}:
        raise Unusable("a line is neither payment nor refund, or neither done nor undone")
    fen = whole(said, "fen", 1)
    return {"reference": reference(said, "reference"), "order": reference(said, "order"), "kind": kind} | {
        "fen": fen,
        "state": state,
    }


_ORDER_NAMES = ("order", "fen", "description", "notify_url", "lifetime_seconds")
ORDER = Question("/orders", _ORDER_NAMES, _order, "channel-refused")
REFUND = Question("/refunds", ("order", "channel_order", "fen", "why"), _refund, "refund-refused")
QUERY = Question("/orders/query", ("order", "channel_order"), _standing, "order-unknown")
STATEMENT = Question("/statements", ("day", "page"), _page, "channel-refused")

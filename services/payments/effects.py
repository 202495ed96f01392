"""The payment channel (支付渠道): asks it for orders and refunds, and reads what it says by callback.

What the channel signed is believed; everything else about a callback is as good as anonymous.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from services.chassis.clock import stamp
from services.chassis.definition import Fact, each
from services.chassis.outside import Outside
from services.chassis.signatures import disbelief
from services.chassis.statements import Unusable, moment, reference, statement, text, whole
from services.chassis.vocabulary import Answer, Foreign
from services.payments.messages import CollectFee, Payment, RecordCallback
from services.payments.settings import Settings


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What payments can do outside."""
    channel = Channel(settings)
    return {
        "payments.open-order.v1": channel.open_order,
        "payments.refund-order.v1": channel.refund_order,
    }


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: where, with what of the intent, how a yes is read, and which reason stands for a no."""

    path: str
    names: tuple[str, ...]
    read: Callable[[Mapping[str, Any]], dict[str, Any]]
    refusal: str


class Channel:
    """The channel's `POST /orders` and `POST /refunds`; the same idempotency key is the same order."""

    def __init__(self, settings: Settings) -> None:
        self._outside = Outside("the channel", settings.channel_url, settings.channel_timeout)
        self._name = settings.channel_name
        self._lifetime = {"lifetime_seconds": settings.order_lifetime_seconds}

    def open_order(self, intent: Foreign) -> Answer:
        """Ask for an order to be paid; raises OutsideUnavailable."""
        said = self._ask({**intent, **self._lifetime}, ORDER)
        channel = {} if "refused" in said else {"channel": self._name}
        return Answer("payments.record-order.v1", {**channel, **said})

    def refund_order(self, intent: Foreign) -> Answer:
        """Ask for one payment to go back; raises OutsideUnavailable."""
        return Answer("payments.record-refund.v1", {"notice": intent["notice"], **self._ask(intent, REFUND)})

    def _ask(self, intent: Foreign, question: Question) -> dict[str, Any]:
        asked = {name: intent[name] for name in question.names}
        said = self._outside.ask(question.path, asked, intent["message"], question.read)
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


_ORDER_NAMES = ("order", "fen", "description", "notify_url", "lifetime_seconds")
ORDER = Question("/orders", _ORDER_NAMES, _order, "channel-refused")
REFUND = Question("/refunds", ("order", "channel_order", "fen", "why"), _refund, "refund-refused")


def facts(settings: Settings, _: object) -> Mapping[type, Fact]:
    """What deciding needs to know beside the command: where to be called, and what a call really says."""
    secrets = {settings.channel_name: settings.callback_secret}
    return {
        CollectFee: each(partial(_addressed, settings.notify_url.rstrip("/"))),
        RecordCallback: each(partial(_read, secrets)),
    }


def _addressed(portal: str, command: CollectFee) -> CollectFee:
    path = f"/callbacks/payments/{command.subject}/{command.case}/{command.province}"
    return replace(command, notify_url=portal + path)


def _read(secrets: Mapping[str, str], command: RecordCallback) -> RecordCallback:
    # Both fields are always set anew: a sender could have filled them in.
    payment, fault = None, disbelief(secrets, command.channel, command.body, command.signature)
    if fault is None:
        try:
            payment = _payment(command)
        except Unusable:
            fault = "callback-malformed"
        except LookupError:
            fault = "order-unknown"
    return replace(command, payment=payment, fault=fault)


def _payment(command: RecordCallback) -> Payment:
    """Raises Unusable for what cannot be read, LookupError for a notice that belongs elsewhere."""
    said = statement(command.body)
    if text(said, "status") != "paid":
        raise Unusable("status is not `paid`")
    payment = Payment(
        notice=reference(said, "notice"),
        channel=command.channel,
        channel_order=reference(said, "channel_order"),
        fen=whole(said, "fen", 1),
        paid_at=moment(said, "paid_at"),
    )
    # The address that was called is not signed: a genuine notice sent to another payment's must not count there.
    number = command.subject.removeprefix("payment-")
    if (text(said, "order"), command.case, command.province) != (command.subject, f"case-{number}", number[:6]):
        raise LookupError(command.subject)
    return payment

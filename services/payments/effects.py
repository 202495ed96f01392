"""The payment channel (支付渠道): asks it for orders and refunds, and reads what it says by callback.

What the channel signed is believed; everything else about a callback is as good as anonymous.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from services.chassis.clock import elapsed, now, sleep, stamp
from services.chassis.definition import Fact, each
from services.chassis.outside import Outside
from services.chassis.signatures import disbelief
from services.chassis.statements import Unusable, moment, reference, statement, text, whole
from services.chassis.vocabulary import Answer, Foreign, OutsideUnavailable
from services.payments.messages import CollectFee, Payment, RecordCallback
from services.payments.settings import Settings


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What payments can do outside."""
    channel = Channel(settings)
    return {
        "payments.open-order.v1": channel.open_order,
        "payments.refund-order.v1": channel.refund_order,
        "payments.query-order.v1": channel.query_order,
    }


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: where, with what of the intent, how a yes is read, and which reason stands for a no."""

    path: str
    names: tuple[str, ...]
    read: Callable[[Mapping[str, Any]], dict[str, Any]]
    refusal: str


LONGEST_PAUSE = 2.0
"""Seconds an inquiry waits for its turn at most; then it is put off, and tried again with the chassis's patience."""


class Channel:
    """The channel's `POST /orders` and `POST /refunds`; the same idempotency key is the same order."""

    def __init__(self, settings: Settings) -> None:
        self._outside = Outside("the channel", settings.channel_url, settings.channel_timeout)
        self._name = settings.channel_name
        self._pace = Pace(settings.inquiries_per_second)
        self._lifetime = {"lifetime_seconds": settings.order_lifetime_seconds}

    def open_order(self, intent: Foreign) -> Answer:
        """Ask for an order to be paid; raises OutsideUnavailable."""
        said = self._ask({**intent, **self._lifetime}, ORDER)
        channel = {} if "refused" in said else {"channel": self._name}
        return Answer("payments.record-order.v1", {**channel, **said})

    def refund_order(self, intent: Foreign) -> Answer:
        """Ask for one payment to go back; raises OutsideUnavailable."""
        which = {name: intent[name] for name in ("notice", "refund") if name in intent}
        return Answer("payments.record-refund.v1", {**which, **self._ask(intent, REFUND)})

    def query_order(self, intent: Foreign) -> Answer:
        """Ask how an order stands, when the channel was silent; raises OutsideUnavailable."""
        self._pace.wait()
        asked_at = stamp(now())
        said = self._ask(intent, QUERY)
        paid = {"payment": {"channel": self._name, **said}} if "notice" in said else {}
        about = {"channel": self._name, "number": intent["number"], "asked_at": asked_at}
        return Answer("payments.record-inquiry.v1", {**about, **paid})

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


def _refund(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "channel_refund": reference(said, "channel_refund"),
        "refunded_fen": whole(said, "refunded_fen", 1),
        "refunded_at": stamp(moment(said, "refunded_at")),
    }


_ORDER_NAMES = ("order", "fen", "description", "notify_url", "lifetime_seconds")
ORDER = Question("/orders", _ORDER_NAMES, _order, "channel-refused")
REFUND = Question("/refunds", ("order", "channel_order", "fen", "why"), _refund, "refund-refused")
QUERY = Question("/orders/query", ("order", "channel_order"), _standing, "order-unknown")


class Pace:
    """At most so many questions a second of this process: a channel counts them, and shuts out who asks too often."""

    def __init__(self, per_second: float) -> None:
        self._interval, self._next = 1 / per_second, 0.0

    def wait(self) -> None:
        """Take the next turn; raises OutsideUnavailable if that is further away than is worth waiting for."""
        turn = max(self._next, elapsed())
        if (pause := turn - elapsed()) > LONGEST_PAUSE:
            raise OutsideUnavailable("too many inquiries for the channel's rate limit")
        self._next = turn + self._interval
        if pause > 0:
            sleep(pause)


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
    # These fields are always set anew: a sender could have filled them in.
    payment, unpaid_at = None, None
    fault = disbelief(secrets, command.channel, command.body, command.signature)
    if fault is None:
        try:
            said = _about_this_payment(command)
            payment, unpaid_at = _payment(command, said), _denial(said)
        except Unusable:
            fault = "callback-malformed"
        except LookupError:
            fault = "order-unknown"
    return replace(command, payment=payment, fault=fault, unpaid_at=unpaid_at)


def _about_this_payment(command: RecordCallback) -> Mapping[str, Any]:
    """Raises Unusable for what cannot be read, LookupError for a notice that belongs elsewhere."""
    said = statement(command.body)
    # The address that was called is not signed: a genuine notice sent to another payment's must not count there.
    number = command.subject.removeprefix("payment-")
    if (text(said, "order"), command.case, command.province) != (command.subject, f"case-{number}", number[:6]):
        raise LookupError(command.subject)
    return said


def _payment(command: RecordCallback, said: Mapping[str, Any]) -> Payment | None:
    if text(said, "status") != "paid":
        return None
    return Payment(
        notice=reference(said, "notice"),
        channel=command.channel,
        channel_order=reference(said, "channel_order"),
        fen=whole(said, "fen", 1),
        paid_at=moment(said, "paid_at"),
    )


def _denial(said: Mapping[str, Any]) -> datetime | None:
    """When the channel said that the order is not paid; any other status than the two is Unusable."""
    status = text(said, "status")
    if status == "paid":
        return None
    if status != "unpaid":
        raise Unusable("status is neither `paid` nor `unpaid`")
    return moment(said, "at")

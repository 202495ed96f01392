"""The payment channel (支付渠道): asks it for orders and refunds, and reads what it says by callback.

What the channel signed is believed; everything else about a callback is as good as anonymous.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import urllib3

from services.chassis.clock import stamp
from services.chassis.signatures import verified
from services.chassis.vocabulary import Answer, Foreign, OutsideUnavailable
from services.payments.messages import CollectFee, Payment, RecordCallback
from services.payments.settings import Settings

ABOUT_THE_QUESTION = (400, 409, 410, 422)
"""Statuses that refuse this order or refund; every other one speaks of the channel, or of our access to it."""

LONGEST_REFERENCE = 64
MOST_FEN = 2**53 - 1


class Unusable(Exception):
    """What the channel said lacks something, or says it in another form than agreed."""


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
        """Opens nothing yet: connections come with the first question."""
        self._url, self._name = settings.channel_url.rstrip("/"), settings.channel_name
        self._lifetime = {"lifetime_seconds": settings.order_lifetime_seconds}
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=settings.channel_timeout, read=settings.channel_timeout),
            maxsize=settings.channel_connections,
            retries=False,
        )

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
        response = self._post(question.path, asked, intent["message"])
        if response.status in ABOUT_THE_QUESTION:
            return {"refused": question.refusal}
        if response.status not in (200, 201):
            raise OutsideUnavailable(f"the channel answers {response.status} to {question.path}")
        try:
            return question.read(_object(response.data))
        except Unusable as fault:
            raise OutsideUnavailable(f"the channel's answer to {question.path}: {fault}") from None

    def _post(self, path: str, body: Mapping[str, Any], key: str) -> urllib3.BaseHTTPResponse:
        try:
            return self._http.request("POST", self._url + path, json=body, headers={"Idempotency-Key": key})
        except urllib3.exceptions.HTTPError as error:
            raise OutsideUnavailable(f"the channel does not answer: {type(error).__name__}") from error


def _order(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "channel_order": _reference(said, "channel_order"),
        "pay_url": _text(said, "pay_url"),
        "expires_at": stamp(_moment(said, "expires_at")),
    }


def _refund(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "channel_refund": _reference(said, "channel_refund"),
        "refunded_fen": _fen(said, "refunded_fen"),
        "refunded_at": stamp(_moment(said, "refunded_at")),
    }


_ORDER_NAMES = ("order", "fen", "description", "notify_url", "lifetime_seconds")
ORDER = Question("/orders", _ORDER_NAMES, _order, "channel-refused")
REFUND = Question("/refunds", ("order", "channel_order", "fen", "why"), _refund, "refund-refused")


def facts(settings: Settings, _: object) -> Mapping[type, Callable[[Sequence[Any]], Sequence[Any]]]:
    """What deciding needs to know beside the command: where to be called, and what a call really says."""
    senders = {settings.channel_name: settings.callback_secret}
    return {
        CollectFee: partial(_each, partial(_addressed, settings.notify_url.rstrip("/"))),
        RecordCallback: partial(_each, partial(_read, senders)),
    }


def _each(complete: Callable[[Any], Any], commands: Sequence[Any]) -> Sequence[Any]:
    return [complete(command) for command in commands]


def _addressed(portal: str, command: CollectFee) -> CollectFee:
    path = f"/callbacks/payments/{command.subject}/{command.case}/{command.province}"
    return replace(command, notify_url=portal + path)


def _read(senders: Mapping[str, str], command: RecordCallback) -> RecordCallback:
    # Both fields are always set anew: a sender could have filled them in.
    payment, fault = None, _fault(senders, command)
    if fault is None:
        try:
            payment = _payment(command)
        except Unusable:
            fault = "callback-malformed"
        except LookupError:
            fault = "order-unknown"
    return replace(command, payment=payment, fault=fault)


def _fault(senders: Mapping[str, str], command: RecordCallback) -> str | None:
    secret = senders.get(command.channel)
    if secret is None:
        return "sender-unknown"
    return None if verified(secret, command.body, command.signature) else "signature-invalid"


def _payment(command: RecordCallback) -> Payment:
    """Raises Unusable for what cannot be read, LookupError for a notice that belongs elsewhere."""
    said = _object(command.body)
    if _text(said, "status") != "paid":
        raise Unusable("status is not `paid`")
    payment = Payment(
        notice=_reference(said, "notice"),
        channel=command.channel,
        channel_order=_reference(said, "channel_order"),
        fen=_fen(said, "fen"),
        paid_at=_moment(said, "paid_at"),
    )
    # The address that was called is not signed: a genuine notice sent to another payment's must not count there.
    number = command.subject.removeprefix("payment-")
    if (_text(said, "order"), command.case, command.province) != (command.subject, f"case-{number}", number[:6]):
        raise LookupError(command.subject)
    return payment


def _object(body: str | bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unusable("not JSON") from None
    if not isinstance(said, dict):
        raise Unusable("not an object")
    return said


def _text(said: Mapping[str, Any], name: str) -> str:
    text = said.get(name)
    if not isinstance(text, str) or not text or not text.isprintable():
        raise Unusable(f"{name} is not a text")
    return text


def _reference(said: Mapping[str, Any], name: str) -> str:
    text = _text(said, name)
    if len(text) > LONGEST_REFERENCE:
        raise Unusable(f"{name} is longer than {LONGEST_REFERENCE} characters")
    return text


def _fen(said: Mapping[str, Any], name: str) -> int:
    fen = said.get(name)
    if type(fen) is not int or not 0 < fen <= MOST_FEN:
        raise Unusable(f"{name} is not a whole number of fen")
    return fen


def _moment(said: Mapping[str, Any], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(said, name))
        if moment.tzinfo is None:
            raise Unusable(f"{name} has no zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusable(f"{name} is not a time") from None

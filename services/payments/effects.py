"""What payments does outside, through whichever channel it is: orders, refunds, inquiries; and what a call really says.

What a channel signed is believed; everything else about a callback is as good as anonymous.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from services.chassis.clock import now, stamp
from services.chassis.definition import Fact, ViewReader, each
from services.chassis.statements import Unusable
from services.chassis.vocabulary import Answer, Foreign, Owed
from services.payments.aggregate import Aggregate
from services.payments.channels import Channel, Channels, Notice, Pace, routes_in
from services.payments.fiscal import Fiscal
from services.payments.messages import CollectFee, RecordCallback, RecordInquiry, RecordStatement, StatementLine
from services.payments.receipts import Receipts
from services.payments.reconciling import BEIJING, day_of, stream_of
from services.payments.settings import Settings
from services.payments.views import MOVEMENTS, book_of


def channels_of(settings: Settings) -> Channels:
    """The channels that are set up; raises CannotStart for a route to another."""
    every: list[Channel] = [Aggregate(settings)]
    if settings.fiscal_url:
        every.append(Fiscal(settings))
    return Channels(every, routes_in(settings.routes if settings.routes.name else None))


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What payments can do outside."""
    desk = Outgoings(channels_of(settings), Pace(settings.inquiries_per_second))
    return {
        "payments.open-order.v1": desk.open_order,
        "payments.refund-order.v1": desk.refund_order,
        "payments.query-order.v1": desk.query_order,
        "payments.fetch-statement.v1": desk.fetch_statement,
    }


class Outgoings:
    """Each effect, carried out by the channel that it concerns; all raise OutsideUnavailable for another try."""

    def __init__(self, channels: Channels, pace: Pace) -> None:
        self._channels, self._pace = channels, pace

    def open_order(self, intent: Foreign) -> Answer:
        """Ask the province's channel for an order to be paid."""
        channel = self._channels.of_province(intent["order"].split("-")[1])
        said = channel.open_order(intent)
        which = {} if "refused" in said else {"channel": channel.name}
        return Answer("payments.record-order.v1", {**which, **said})

    def refund_order(self, intent: Foreign) -> Answer:
        """Ask the channel that has the money to give it back."""
        which = {name: intent[name] for name in ("notice", "refund") if name in intent}
        said = self._channels.named(intent.get("channel")).refund_order(intent)
        return Answer("payments.record-refund.v1", {**which, **said})

    def query_order(self, intent: Foreign) -> Answer:
        """Ask the order's channel how it stands, when it was silent."""
        self._pace.wait()
        channel, asked_at = self._channels.named(intent["channel"]), stamp(now())
        said = channel.query_order(intent)
        paid = {"payment": {"channel": channel.name, **said}} if "notice" in said else {}
        about = {"channel": channel.name, "number": intent["number"], "asked_at": asked_at}
        return Answer("payments.record-inquiry.v1", {**about, **paid})

    def fetch_statement(self, intent: Foreign) -> Answer:
        """Ask a channel for a page of a day's statement."""
        self._pace.wait()
        said = self._channels.named(intent["channel"]).statement_page(intent["day"], intent["page"])
        return Answer("payments.record-statement.v1", {"run": intent["run"], "page": intent["page"], **said})


def starting(settings: Settings) -> tuple[Owed, ...]:
    """At every start each channel's statement of today is waited for; from then on each day waits for the next."""
    today = now().astimezone(BEIJING).date()
    days = [stream_of(channel.name, today) for channel in channels_of(settings)]
    return tuple(Owed("await-statement", "payments.await-statement.v1", day, {}) for day in days)


def _with_our_books(views: ViewReader, command: RecordStatement) -> RecordStatement:
    """The last page is compared, so only that needs to know what we have."""
    if command.more:
        return replace(command, ours=())
    channel, day = day_of(command.subject)
    ours = views.listed(MOVEMENTS.name, {"book": book_of(channel, day)})
    names = ("reference", "order", "kind", "fen")
    return replace(command, ours=tuple(StatementLine(**{name: line[name] for name in names}) for line in ours))


def facts(settings: Settings, views: ViewReader) -> Mapping[type, Fact]:
    """What deciding needs to know beside the command: where to be called, and what a call really says."""
    channels, receipts = channels_of(settings), Receipts(settings.receipt_kind, views.claim)
    return {
        CollectFee: each(partial(_addressed, settings.notify_url.rstrip("/"))),
        RecordCallback: each(lambda command: _with_receipt(receipts, _read(channels, command))),
        RecordInquiry: each(partial(_with_receipt, receipts)),
        RecordStatement: each(partial(_with_our_books, views)),
    }


def _addressed(portal: str, command: CollectFee) -> CollectFee:
    path = f"/callbacks/payments/{command.subject}/{command.case}/{command.province}"
    return replace(command, notify_url=portal + path)


def _read(channels: Channels, command: RecordCallback) -> RecordCallback:
    channel = channels.known(command.channel)
    fault = "sender-unknown" if channel is None else channel.disbelief(command.body, command.signature)
    notice = Notice("")
    if channel is not None and fault is None:
        try:
            notice = channel.notice(command.body)
            fault = None if _is_of(notice, command) else "order-unknown"
        except Unusable:
            fault = "callback-malformed"
    # These fields are always set anew: a sender could have filled them in.
    believed = notice if fault is None else Notice("")
    return replace(command, payment=believed.payment, fault=fault, unpaid_at=believed.unpaid_at)


Told = TypeVar("Told", RecordCallback, RecordInquiry)


def _with_receipt(receipts: Receipts, command: Told) -> Told:
    """A number for the payment, if there is one; a sender could have filled it in. What is not used stays void."""
    number = receipts.number(command.subject.split("-")[1], command.payment.paid_at) if command.payment else ""
    return replace(command, receipt=number)


def _is_of(notice: Notice, command: RecordCallback) -> bool:
    """The address that was called is not signed: a genuine notice sent to another payment's must not count there."""
    number = command.subject.removeprefix("payment-")
    return (notice.order, command.case, command.province) == (command.subject, f"case-{number}", number[:6])

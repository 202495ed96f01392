"""What the world hears of a collection. Pure."""

from datetime import UTC, datetime
from typing import assert_never

from services.chassis.vocabulary import Data, Published
from services.payments.events import (
    CallbackRejected,
    ChannelContradicted,
    CollectionCancelled,
    CollectionExpired,
    CollectionOpened,
    CollectionRefused,
    DoublePaymentReceived,
    Event,
    FeeRefunded,
    FeeRequested,
    FeeSettled,
    LastInquiryOpened,
    LatePaymentReceived,
    OrderInquired,
    RefundDenied,
    RefundOrdered,
    RefundRefused,
    SecondBillRefused,
)
from services.payments.reconciling import Statement
from services.payments.statement_events import (
    Difference,
    DifferenceFound,
    DifferenceSettled,
    StatementAsked,
    StatementAwaited,
    StatementPageRead,
    StatementReconciled,
)
from services.payments.states import State


def publish(event: Event, _: State | Statement) -> Published | None:  # noqa: C901, PLR0911, PLR0912 - a line for each event
    """Translate a stored event; the ledger, the payer and the channel's numbers stay here."""
    match event:
        case FeeRequested(fen):
            until = _stamp(event.expires_at)
            return Published("payments.fee-requested.v1", {"fen": fen, "pay_url": event.pay_url, "expires_at": until})
        case FeeSettled():
            return Published("payments.fee-settled.v1", _receipt(event))
        case FeeRefunded():
            return Published("payments.fee-refunded.v1", _returned(event))
        case RefundRefused() | RefundDenied():
            return Published("payments.refund-refused.v1", _not_returned(event))
        case SecondBillRefused(reason, total_fen):
            return Published("payments.second-bill-refused.v1", {"reason": reason, "total_fen": total_fen})
        case ChannelContradicted(channel, notice, said_at):
            told = {"channel": channel, "notice": notice, "said_at": _stamp(said_at)}
            return Published("payments.channel-contradicted.v1", told)
        case CollectionExpired():
            return Published("payments.collection-expired.v1", {})
        case CollectionRefused(reason):
            return Published("payments.collection-refused.v1", {"reason": reason})
        case CallbackRejected(_, reason):
            return Published("payments.callback-rejected.v1", {"reason": reason})
        case DifferenceFound() | DifferenceSettled() | StatementReconciled():
            return _of_statement(event)
        case (
            CollectionOpened()
            | CollectionCancelled()
            | LatePaymentReceived()
            | DoublePaymentReceived()
            | OrderInquired()
            | LastInquiryOpened()
            | RefundOrdered()
            | StatementAwaited()
            | StatementAsked()
            | StatementPageRead()
        ):
            return None
        case _:
            assert_never(event)


def _of_statement(event: DifferenceFound | DifferenceSettled | StatementReconciled) -> Published:
    match event:
        case DifferenceFound(channel, day, found):
            return Published("payments.difference-found.v1", {"channel": channel, "day": day, **_difference(found)})
        case DifferenceSettled(difference, by):
            return Published("payments.difference-settled.v1", {"difference": difference, "by": by})
        case StatementReconciled(channel, day, ours, theirs):
            told = {"channel": channel, "day": day, "ours": ours, "theirs": theirs}
            return Published("payments.statement-reconciled.v1", told)
        case _:
            assert_never(event)


def _receipt(event: FeeSettled) -> Data:
    payment = event.payment
    return {
        "fen": payment.fen,
        "receipt": event.receipt,
        "channel": payment.channel,
        "paid_at": _stamp(payment.paid_at),
    }


def _returned(event: FeeRefunded) -> Data:
    lines = [{"code": line.code, "fen": line.fen} for line in event.lines]
    return {"fen": event.fen, "why": event.why, **_numbered(event.refund), **({"lines": lines} if lines else {})}


def _difference(found: Difference) -> Data:
    fens = {"ours_fen": found.ours_fen, "theirs_fen": found.theirs_fen}
    named = {"difference": found.difference, "kind": found.kind, "order": found.order, "reference": found.reference}
    return {**named, **{name: fen for name, fen in fens.items() if fen is not None}}


def _not_returned(event: RefundRefused | RefundDenied) -> Data:
    fen = event.fen if isinstance(event, RefundRefused) else 0
    return {"reason": event.reason, **_numbered(event.refund), **({"fen": fen} if fen else {})}


def _numbered(refund: str) -> Data:
    return {"refund": refund} if refund else {}


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

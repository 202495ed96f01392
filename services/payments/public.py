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
from services.payments.states import State


def publish(event: Event, _: State) -> Published | None:  # noqa: C901, PLR0911, PLR0912 - a line for each event
    """Translate a stored event; the ledger, the payer and the channel's numbers stay here."""
    match event:
        case FeeRequested(fen):
            until = _stamp(event.expires_at)
            return Published("payments.fee-requested.v1", {"fen": fen, "pay_url": event.pay_url, "expires_at": until})
        case FeeSettled():
            return Published("payments.fee-settled.v1", _receipt(event))
        case FeeRefunded():
            return Published("payments.fee-refunded.v1", _returned(event))
        case RefundRefused(_, reason):
            told = {"reason": reason, **_numbered(event.refund), **({"fen": event.fen} if event.fen else {})}
            return Published("payments.refund-refused.v1", told)
        case RefundDenied(refund, reason):
            return Published("payments.refund-refused.v1", {"reason": reason, **_numbered(refund)})
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
        case (
            CollectionOpened()
            | CollectionCancelled()
            | LatePaymentReceived()
            | DoublePaymentReceived()
            | OrderInquired()
            | LastInquiryOpened()
            | RefundOrdered()
        ):
            return None
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


def _numbered(refund: str) -> Data:
    return {"refund": refund} if refund else {}


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

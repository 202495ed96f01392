"""What the world hears of a collection. Pure."""

from datetime import UTC, datetime
from typing import assert_never

from services.chassis.vocabulary import Data, Published
from services.payments.messages import (
    CallbackRejected,
    CollectionCancelled,
    CollectionExpired,
    CollectionOpened,
    CollectionRefused,
    DoublePaymentReceived,
    Event,
    FeeRefunded,
    FeeRequested,
    FeeSettled,
    LatePaymentReceived,
    RefundRefused,
)
from services.payments.states import State


def publish(event: Event, _: State) -> Published | None:  # noqa: PLR0911 - a line for each event
    """Translate a stored event; the ledger, the payer and the channel's numbers stay here."""
    match event:
        case FeeRequested(fen):
            until = _stamp(event.expires_at)
            return Published("payments.fee-requested.v1", {"fen": fen, "pay_url": event.pay_url, "expires_at": until})
        case FeeSettled():
            return Published("payments.fee-settled.v1", _receipt(event))
        case FeeRefunded(_, fen, why):
            return Published("payments.fee-refunded.v1", {"fen": fen, "why": why})
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
            | RefundRefused()
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


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""The books by day and channel: what the reconciliation compares. Kept with the commits, at no message. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from services.chassis.vocabulary import Data, Foreign, View
from services.payments.reconciling import BEIJING

NAME = "movements"


def book_of(channel: str, day: date) -> str:
    """The value of `book` that all movements of one channel and day have."""
    return f"{channel}/{day.isoformat()}"


def _payment(event: Foreign) -> Data:
    payment = event["payment"]
    return _line(event, "payment", payment["notice"], payment["channel"], payment["paid_at"]) | {"fen": payment["fen"]}


def _refund(event: Foreign) -> Data:
    line = _line(event, "refund", event["channel_refund"], event.get("channel", ""), event["refunded_at"])
    return line | {"fen": event["fen"]}


def _line(event: Foreign, kind: str, reference: str, channel: str, moment: str) -> dict[str, str | int]:
    day = datetime.fromisoformat(moment).astimezone(BEIJING).date()
    return {"book": book_of(channel, day), "kind": kind, "reference": reference, "order": event["subject"]}


KEPT: Mapping[str, Callable[[Foreign], Data]] = {
    "FeeSettled": _payment,
    "LatePaymentReceived": _payment,
    "DoublePaymentReceived": _payment,
    "FeeRefunded": _refund,
}


def _key(event: Foreign) -> str:
    line = KEPT[event["type"]](event)
    return f"{line['book']}/{line['kind']}/{line['reference']}"


MOVEMENTS = View(NAME, _key, keep={}, show=lambda parts: parts[-1], indexes=("book",), own=KEPT)
"""Money that came (收款) and went back (退款), one document each."""

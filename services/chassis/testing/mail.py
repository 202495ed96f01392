"""Messages as they come off the bus, made for tests."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from services.chassis.bus import Delivery, Outgoing
from services.chassis.envelope import Message, render
from services.chassis.names import routing_key
from services.chassis.topology import COMMANDS, EVENTS

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-7b312c30e13640a7-01"
NOON = "2026-11-20T04:00:00.000Z"


def message(message_type: str, subject: str, data: Mapping[str, Any], **envelope: Any) -> Message:
    """One message; the same type, subject, data and envelope always have the same id, unless one is given."""
    same = f"{message_type}/{subject}/{dict(data)!r}/{envelope!r}"
    given = {"province": "530000", "case": "case-530000-OMINOUSMIRROR0000000", "time": NOON, "trace": TRACE, **envelope}
    identity = given.pop("id", None) or str(uuid5(NAMESPACE_URL, same))
    return Message(
        id=identity,
        type=message_type,
        source="/tongban/tests",
        subject=subject,
        cause=given.pop("cause", identity),
        data=dict(data),
        **given,
    )


def delivery(given: Message | bytes, tag: int = 1, **changes: Any) -> Delivery:
    """A message, or any bytes, off an inbox."""
    body, key = (given, "nobody.knows.v1.530000") if isinstance(given, bytes) else (render(given), _key(given))
    off = {"queue": "teahouse.inbox", "exchange": COMMANDS, "routing_key": key, "headers": {}, "redelivered": False}
    return Delivery(body=body, tag=tag, **{**off, **changes})


def outgoing(given: Message, *, event: bool = False) -> Outgoing:
    """A message on its way to whoever it is for."""
    exchange = EVENTS if event else COMMANDS
    return Outgoing(exchange, _key(given), render(given), given.id, mandatory=not event)


def _key(given: Message) -> str:
    return routing_key(given.type, given.province)

"""The message as it travels: CloudEvents 1.0, structured JSON, with the suite's extension attributes."""

import re
from dataclasses import dataclass, replace
from typing import Any

from services.chassis import codec, ijson
from services.chassis.errors import Malformed
from services.chassis.sheaves import MOST
from services.chassis.vocabulary import Foreign

NATIONAL = "000000"
"""The province of what belongs to all (国家): the catalogue's items."""

_OF_A_PROVINCE = re.compile("[a-z]+-([0-9]{6})-")

MAX_BODY = 256 * 1024
"""Bytes; larger things are stored apart and referred to by digest."""


@dataclass(slots=True)  # not frozen: it is made for every hop, and freezing costs as much as the rest of making it
class Message:
    """One command, event or effect. Nobody changes one. `time` is RFC 3339 UTC; `case` is the correlation id."""

    id: str
    type: str
    source: str
    subject: str
    time: str
    province: str
    case: str
    cause: str
    trace: str
    data: dict[str, Any]
    sequence: int | None = None
    actor: str | None = None

    def foreign(self) -> Foreign:
        """What pure rooms see of it: the data, with the envelope under its own names."""
        return {
            **self.data,
            "subject": self.subject,
            "province": self.province,
            "case": self.case,
            "at": self.time,
            "message": self.id,
            "actor": self.actor or "",
            "type": self.type,
        }

    def with_trace(self, trace: str) -> "Message":
        """The same message under another span."""
        return replace(self, trace=trace)


def to_mapping(message: Message) -> dict[str, Any]:
    """The CloudEvents attributes, ready for JSON."""
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": message.id,
        "type": message.type,
        "source": message.source,
        "subject": message.subject,
        "time": message.time,
        "datacontenttype": "application/json",
        "province": message.province,
        "correlationid": message.case,
        "causationid": message.cause,
        "traceparent": message.trace,
        "data": message.data,
    }
    if message.sequence is not None:
        attributes["sequence"] = message.sequence
    if message.actor is not None:
        attributes["actor"] = message.actor
    return attributes


def from_mapping(attributes: dict[str, Any]) -> Message:
    """Take CloudEvents attributes that were checked against contracts/envelope.v1.json."""
    return Message(
        id=attributes["id"],
        type=attributes["type"],
        source=attributes["source"],
        subject=attributes["subject"],
        time=attributes["time"],
        province=attributes["province"],
        case=attributes["correlationid"],
        cause=attributes["causationid"],
        trace=attributes["traceparent"],
        data=attributes["data"],
        sequence=attributes.get("sequence"),
        actor=attributes.get("actor"),
    )


LEAST_EACH = 300
"""Bytes: no message with all its attributes is shorter. Many that are none are one fault, not a hundred."""


def parse(body: bytes) -> dict[str, Any]:
    """Read one message's attributes off the bus, unchecked; raises Malformed for what is none, or too large."""
    _ensure_small(body)
    attributes = ijson.read(body)
    if not isinstance(attributes, dict):
        raise Malformed("body", "must be a JSON object", "Send one CloudEvents message.")
    return attributes


def each(body: bytes) -> list[bytes]:
    """The messages of a sheaf (see sheaves.py), byte for byte; what is no sheaf is one. Raises Malformed."""
    if not body.lstrip().startswith(b"["):
        return [body]
    _ensure_small(body)
    messages = codec.entries(body)
    if not 0 < len(messages) <= MOST:
        raise Malformed("body", f"must be one JSON object, or an array of 1 to {MOST}", "Send CloudEvents messages.")
    if len(body) < LEAST_EACH * len(messages) or not all(one.startswith(b"{") for one in messages):
        raise Malformed("body", "must be an array of whole messages", "Send CloudEvents messages.")
    return messages


def _ensure_small(body: bytes) -> None:
    if len(body) > MAX_BODY:
        raise Malformed("body", f"is larger than {MAX_BODY} bytes", "Store it apart and send its digest.")


def ensure_one_province(message: Message) -> None:
    """Raise Malformed where the stream or the case names a province that is not the message's: whose law would hold?"""
    for field, name in (("subject", message.subject), ("correlationid", message.case)):
        found = _OF_A_PROVINCE.match(name)
        if found and found[1] != message.province:
            raise Malformed("province", f"is not that of the {field}", f"Send the province that the {field} names.")


def render(message: Message) -> bytes:
    """Write a message for the bus."""
    return codec.encode(to_mapping(message))

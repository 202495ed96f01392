"""Letters to the catalogue that are not as they must be, each with the good one it could have been."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.catalogue.effects import read_documents
from services.catalogue.settings import Settings
from services.chassis.bus import Outgoing
from services.chassis.envelope import NATIONAL
from services.chassis.names import message_id, routing_key
from services.chassis.testing.mail import NOON, TRACE
from services.chassis.topology import COMMANDS

PUBLISH = "catalogue.publish-item.v1"
NEVER = "2099-01-01"
"""No item that is invented here comes into force while anybody applies."""

Attributes = dict[str, Any]


def good(number: int) -> Attributes:
    """Publishes an invented item; each number is an item of its own."""
    code = f"998{number:09d}"
    stream = f"item-{code}"
    made = message_id(stream, "bad letters")
    return {
        "specversion": "1.0",
        "id": made,
        "type": PUBLISH,
        "source": "/tongban/tests",
        "subject": stream,
        "time": NOON,
        "datacontenttype": "application/json",
        "province": NATIONAL,
        "correlationid": stream,
        "causationid": made,
        "traceparent": TRACE,
        "data": {**next(iter(read_documents(Settings().items).values())), "code": code, "effective_from": NEVER},
    }


def posted(body: bytes, letter: Attributes) -> Outgoing:
    """On its way under the key that the letter claims."""
    return Outgoing(COMMANDS, routing_key(letter["type"], letter["province"]), body, letter["id"])


@dataclass(frozen=True, slots=True)
class Bad:
    """One way of being wrong: what makes it so, and what is said of it (reason, and words of the error)."""

    spoil: Callable[[Attributes], bytes]
    reason: str
    words: tuple[str, ...]

    def letter(self, number: int) -> Outgoing:
        """The bad one; the good one of the same number is what it could have been."""
        spoilt = good(number)
        body = self.spoil(spoilt)
        return posted(body, spoilt)


def _with(**changes: Any) -> Callable[[Attributes], bytes]:
    def spoil(letter: Attributes) -> bytes:
        letter.update(changes)
        return _json(letter)

    return spoil


def _data(**changes: Any) -> Callable[[Attributes], bytes]:
    def spoil(letter: Attributes) -> bytes:
        letter["data"] = {**letter["data"], **changes}
        return _json(letter)

    return spoil


def _json(letter: Attributes) -> bytes:
    return json.dumps(letter, ensure_ascii=False).encode()


def _twice(letter: Attributes) -> bytes:
    return b'{"type": "catalogue.publish-item.v1",' + _json(letter)[1:]


def _deep(letter: Attributes) -> bytes:
    return _json(letter)[:-1] + b', "more": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"


BAD: Mapping[str, Bad] = {
    "malformed JSON": Bad(lambda letter: _json(letter)[:-1], "malformed", ("body", "must be JSON", "Send one UTF-8")),
    "a wrong type": Bad(_data(version="one"), "contractviolation", ("/version", "`type`", "Send this kind of value")),
    "an unknown version": Bad(
        _with(type="catalogue.publish-item.v9"), "unknowncontract", ("catalogue.publish-item.v9", "there are only v1")
    ),
    "20 MB": Bad(_data(more="x" * 20_000_000), "malformed", ("body", "is larger than", "Store it apart")),
    "a wrong province": Bad(_with(province="530100"), "contractviolation", ("/province", "`pattern`", "of this form")),
    "deep nesting": Bad(_deep, "malformed", ("body", "Send one UTF-8")),
    "a name twice": Bad(_twice, "malformed", ("type", "stands twice", "Send it once")),
    "NUL": Bad(
        _data(name={"zh": "证\x00照", "en": "a card"}), "malformed", ("/data/name/zh", "control", "Send it without")
    ),
    "a change of direction": Bad(
        _data(name={"zh": "证\u202e照", "en": "a card"}), "malformed", ("/data/name/zh", "direction", "Send it without")
    ),
    "a number past 2^53": Bad(
        _data(fees=[{"code": "fee", "name": {"zh": "费", "en": "fee"}, "fen": 2**53 + 1}]),
        "contractviolation",
        ("/fees/0/fen", "`maximum`", "Send a smaller number"),
    ),
    "a time without zone": Bad(
        _with(time="2026-11-20T04:00:00"), "contractviolation", ("/time", "`pattern`", "of this form")
    ),
}
"""Reason and words are those that an operator reads."""

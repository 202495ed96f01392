"""What outside parties say, read entry by entry. Anything else than agreed is Unusable, and no error quotes it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LONGEST_REFERENCE = 64
LARGEST = 2**53 - 1
"""Whole numbers that every reader of JSON takes for the same (RFC 8259, section 6)."""


class Unusable(Exception):
    """What was said lacks something, or says it in another form than agreed."""


def statement(body: str | bytes) -> Mapping[str, Any]:
    """The JSON object in a body."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unusable("not JSON") from None
    if not isinstance(said, dict):
        raise Unusable("not an object")
    return said


def text(said: Mapping[str, Any], name: str) -> str:
    """A text that can be shown."""
    found = said.get(name)
    if not isinstance(found, str) or not found or not found.isprintable():
        raise Unusable(f"{name} is not a text")
    return found


def reference(said: Mapping[str, Any], name: str) -> str:
    """A number or code of the party's own, at most 64 characters."""
    found = text(said, name)
    if len(found) > LONGEST_REFERENCE:
        raise Unusable(f"{name} is longer than {LONGEST_REFERENCE} characters")
    return found


def whole(said: Mapping[str, Any], name: str, least: int = 0) -> int:
    """A whole number, `least` or more; `true` and `7000.0` are none."""
    found = said.get(name)
    if type(found) is not int or not least <= found <= LARGEST:
        raise Unusable(f"{name} is not a whole number from {least} on")
    return found


def moment(said: Mapping[str, Any], name: str) -> datetime:
    """A time with its zone (RFC 3339), in UTC."""
    try:
        found = datetime.fromisoformat(text(said, name))
        if found.tzinfo is None:
            raise Unusable(f"{name} has no zone")
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusable(f"{name} is not a time") from None

"""Codes that people tell each other (收件码): a few digits that belong to one thing, derived when needed, kept nowhere.

Two capabilities that share the key derive the same code, so that it needs no message and no store: one shows it to
the person it is meant for, the other knows it when it hears it.
"""

import hmac

from services.chassis.errors import CannotStart

DIGITS = 6

SHORTEST_KEY = 16
"""Bytes. All codes can be tried against a key that can be guessed."""


class KeyTooShort(CannotStart):
    """A key that could be guessed."""


def code_of(key: str, thing: str) -> str:
    """The thing's code: HMAC-SHA256 of its number, as decimal digits."""
    if len(key.encode()) < SHORTEST_KEY:
        raise KeyTooShort(f"the key of codes needs at least {SHORTEST_KEY} bytes")
    number = int.from_bytes(hmac.digest(key.encode(), thing.encode(), "sha256")[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"


def proves(key: str, thing: str, told: str) -> bool:
    """Whether this is the thing's code; takes the same time for every wrong one."""
    return hmac.compare_digest(code_of(key, thing).encode(), told.encode("utf-8", "surrogatepass"))

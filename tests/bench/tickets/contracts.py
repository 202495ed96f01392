"""The ticket machine's contracts: the real envelope and types, with these two messages."""

from typing import Any

from services.chassis.testing.made_up import MadeUp

_TEXT = {"type": "string", "minLength": 1, "maxLength": 500}
_PERSON = {"type": "string", "pattern": "^person-[0-9a-f]{24}$"}
_WINDOW = {"type": "integer", "minimum": 1, "maximum": 99}
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
_TAKEN: dict[str, Any] = {"visitor": _PERSON, "window": _WINDOW, "purpose": _TEXT}

_MADE_UP = MadeUp(
    {
        "tickets/commands/take-number.v1.json": _TAKEN,
        "tickets/events/number-taken.v1.json": {**_TAKEN, "number": _NUMBER},
    }
)

contracts, write = _MADE_UP.contracts, _MADE_UP.write

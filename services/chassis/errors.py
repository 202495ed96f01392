"""What can go wrong with a message, as a tree; `fates.py` says what becomes of each.

ChassisError
├── Malformed        not a message, or it breaks its contract         → PARK
├── Unavailable      the store or the broker is away                  → the batch pauses and is tried again
├── CannotStart      a service lacks what it needs to start           → one line, exit 1
│   └── SettingMissing  the environment does not tell it everything
└── TamperedHistory  a commit's hash does not follow from its content → it is said, never repaired silently

Anything else that escapes a service's own code is a bug: tried again, then parked.
"""


class ChassisError(Exception):
    """The root of the chassis's own errors."""


class Malformed(ChassisError):
    """Bytes that are no message: names the field, the rule and the remedy."""

    def __init__(self, field: str, rule: str, remedy: str) -> None:
        super().__init__(f"{field}: {rule}. {remedy}")
        self.field, self.rule, self.remedy = field, rule, remedy


class Unavailable(ChassisError):
    """The store or the broker does not answer; nothing is lost, the same will be tried again."""


class CannotStart(ChassisError):
    """A service lacks something it needs; the text says what, and what to do."""


class SettingMissing(CannotStart):
    """The environment lacks settings; the text lists each with its meaning."""


class TamperedHistory(ChassisError):
    """A stream's hash chain is broken: a commit was changed after it was written."""

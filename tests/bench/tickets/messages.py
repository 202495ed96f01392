"""What a ticket machine does. Streams are halls, as in `hall-530000-7`.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class TakeNumber:
    """A visitor presses the button. `purpose` is what he comes for, in his own words."""

    subject: str
    visitor: str
    window: int
    purpose: str


@dataclass(frozen=True, slots=True)
class NumberTaken:
    """The visitor holds a ticket."""

    visitor: str
    window: int
    number: int
    purpose: str


@dataclass(frozen=True, slots=True)
class Hall:
    """Numbers are given one after the other; who has one gets no second."""

    last: int
    visitors: frozenset[str]


Command: TypeAlias = TakeNumber
Event: TypeAlias = NumberTaken
State: TypeAlias = Hall

COMMANDS = (TakeNumber,)
EVENTS = (NumberTaken,)

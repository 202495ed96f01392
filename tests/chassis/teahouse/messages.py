"""What happens at one table. Streams are tables, as in `table-530000-7`.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

BROKEN = "OMINOUS-MIRROR"
"""A cup, a tea or an order of this name meets a bug."""

DEAR = 100_000
"""Fen. The contract of what is published allows no more for a cup; the command's does."""


@dataclass(frozen=True, slots=True)
class ServeCup:
    """Bring a cup (杯). `price` is completed from the kitchen's menu."""

    subject: str
    at: datetime
    cup: str
    fen: int
    price: int | None = None


@dataclass(frozen=True, slots=True)
class CloseTable:
    """That was all: so many cups."""

    subject: str
    cups: int


@dataclass(frozen=True, slots=True)
class RecordBill:
    """The printer's answer: the bill's number."""

    subject: str
    number: str


@dataclass(frozen=True, slots=True)
class LapseTable:
    """The time is over, says the timer."""

    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClearTable:
    """The kitchen's kettle broke; nobody is served any more."""

    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class TableTaken:
    """The first cup came; the table is held until then."""

    table: str
    until: datetime


@dataclass(frozen=True, slots=True)
class CupServed:
    """One more cup."""

    cup: str
    fen: int


@dataclass(frozen=True, slots=True)
class TableClosed:
    """No more cups."""

    table: str


@dataclass(frozen=True, slots=True)
class BillPrinted:
    """All that there was to do is done."""

    number: str


@dataclass(frozen=True, slots=True)
class TableLeft:
    """It ended without a bill."""

    why: str


@dataclass(frozen=True, slots=True)
class Free:
    """Nobody sits here."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Cups are being served."""

    table: str
    until: datetime
    cups: frozenset[str]
    fen: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The bill is being printed, the cups are being washed."""

    table: str
    cups: frozenset[str]
    fen: int


@dataclass(frozen=True, slots=True)
class Done:
    """Over: `how` is the bill's number or why there is none."""

    how: str


Command: TypeAlias = ServeCup | CloseTable | RecordBill | LapseTable | ClearTable
Event: TypeAlias = TableTaken | CupServed | TableClosed | BillPrinted | TableLeft
State: TypeAlias = Free | Taken | Closed | Done

COMMANDS = (ServeCup, CloseTable, RecordBill, LapseTable)
EVENTS = (TableTaken, CupServed, TableClosed, BillPrinted, TableLeft)

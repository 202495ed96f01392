"""What happened to a day's reconciliation. These names are stored; to change one, add a version."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from services.payments.messages import StatementLine


@dataclass(frozen=True, slots=True)
class Difference:
    """What our books and the channel's statement do not say alike; null for the side that does not have it."""

    difference: str
    kind: Literal["missing-here", "missing-there", "amount", "state"]
    order: str
    reference: str
    ours_fen: int | None
    theirs_fen: int | None


@dataclass(frozen=True, slots=True)
class StatementAwaited:
    """The day's statement is waited for; it comes the morning after."""

    channel: str
    day: str


@dataclass(frozen=True, slots=True)
class StatementAsked:
    """The channel is asked for the day's statement, for the n-th time."""

    channel: str
    day: str
    run: int


@dataclass(frozen=True, slots=True)
class StatementPageRead:
    """A page of the statement, as the channel gave it."""

    page: int
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True)
class DifferenceFound:
    """Somebody must see to this."""

    channel: str
    day: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class StatementReconciled:
    """The day is compared, to the last line."""

    channel: str
    day: str
    ours: int
    theirs: int


@dataclass(frozen=True, slots=True)
class DifferenceSettled:
    """Somebody has seen to it."""

    difference: str
    by: str
    note: str


StatementEvent: TypeAlias = (
    StatementAwaited | StatementAsked | StatementPageRead | DifferenceFound | StatementReconciled | DifferenceSettled
)

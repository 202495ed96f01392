"""How many cases a second, from when each was handed in and when it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """One case, as its commits say. Stamps are RFC 3339."""

    begun: str
    ended: str
    how: str


@dataclass(frozen=True, slots=True)
class Pace:
    """`rate`: cases by seconds from the first application to the last end; `middle`: of the middle eight tenths."""

    cases: int
    seconds: float
    middle: float

    @property
    def rate(self) -> float:
        """Cases a second, run-in and run-out included."""
        return self.cases / self.seconds if self.seconds else 0.0


def pace(cases: Iterable[Ended]) -> Pace:
    """Cases that expired ended by waiting, not by work: they count neither as cases nor as time."""
    worked = [case for case in cases if case.how != "expired"]
    if not worked:
        return Pace(0, 0.0, 0.0)
    first = min(_seconds(case.begun) for case in worked)
    ends = sorted(_seconds(case.ended) - first for case in worked)
    early, late = len(ends) // 10, len(ends) * 9 // 10
    between = ends[late] - ends[early] if late < len(ends) else 0.0
    return Pace(len(ends), ends[-1], (late - early) / between if between else 0.0)


def _seconds(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()

"""Assurance levels (实名等级): which evidence gives which level, for how long it holds, and how long a review may take.

The figures are data (`levels.json`, or the operator's own file): regions differ, and the nation may set them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

Evidence: TypeAlias = Literal["register", "bank-card", "manual-review"]


@dataclass(frozen=True, slots=True)
class Name:
    """What citizens call a level."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a level. days: for how long the confirmation holds; none: for ever."""

    evidence: Evidence
    level: int
    days: int | None = None

    def expires(self, checked_at: datetime) -> datetime | None:
        """Until when a confirmation of that moment holds."""
        return None if self.days is None else checked_at + timedelta(days=self.days)


REGISTER = Way("register", 2)
BANK_CARD = Way("bank-card", 3)
REVIEW = Way("manual-review", 4)


@dataclass(frozen=True, slots=True)
class Levels:
    """The ways in the order in which they are tried: the least trouble first.

    review_days: within which a clerk decides. warning_days: of these, after which a review is overdue soon.
    """

    ways: tuple[Way, ...] = (REGISTER, BANK_CARD, REVIEW)
    review_days: int = 5
    warning_days: int = 3
    names: tuple[Name, ...] = ()

    def way_to(self, required: int) -> Way | None:
        """The first way that reaches this level."""
        return next((way for way in self.ways if way.level >= required), None)

    def way_of(self, evidence: Evidence) -> Way | None:
        """What this evidence is worth."""
        return next((way for way in self.ways if way.evidence == evidence), None)

    def review_times(self, at: datetime) -> tuple[datetime, datetime]:
        """Until when a review requested at this moment is to be decided, and when to warn."""
        return at + timedelta(days=self.review_days), at + timedelta(days=self.warning_days)

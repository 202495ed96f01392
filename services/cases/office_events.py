"""What officers and timers made happen to a case: reviews, limits, what a bad rating led to.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from services.cases.office_messages import Action, Decision, Level, Limit
from services.cases.terms import Limits


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that waits for these departments."""

    step: str
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewsOpened:
    """These steps can begin: all before them are done."""

    steps: tuple[OpenStep, ...]


@dataclass(frozen=True, slots=True)
class ReviewRecorded:
    """A department answered."""

    step: str
    department: str
    decision: Decision
    opinion: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ClockStopped:
    """A special procedure began; while one is under way no limit runs."""

    kind: str
    ground: str
    days: int
    since: datetime


@dataclass(frozen=True, slots=True)
class ClockResumed:
    """A special procedure ended; `limits` are moved by the working days in which any was under way."""

    kind: str
    result: str
    ended: datetime
    limits: Limits


@dataclass(frozen=True, slots=True)
class LimitExtended:
    """The head of the authority added days."""

    days: int
    ground: str
    approved_by: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class LimitWarned:
    """yellow: the promised end is near. red: this limit has passed."""

    level: Level
    limit: Limit
    due: datetime


@dataclass(frozen=True, slots=True)
class CaseAssigned:
    """This officer has the case now."""

    officer: str
    by: str | None


@dataclass(frozen=True, slots=True)
class RectificationOpened:
    """A bad rating is to be answered for until `due`; `ledger_due` if it is put on the ledger."""

    due: datetime
    ledger_due: datetime


@dataclass(frozen=True, slots=True)
class RectificationRecorded:
    """Something was done about it; `due` is until when the rest is, or None when it is over."""

    action: Action
    opinion: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class RectificationOverdue:
    """Nobody put it right in time."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the item's rule may look at: the applicant's level, codes of materials handed in, types of certificates.

    Kept only where the item has a rule; level, by and until also where it asks for a level. by: what identity's word
    rests on. until: when it ends; None: never.
    """

    level: int | None = None
    materials: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    by: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class VerificationNoted:
    """identity answered with this level; kept for the item's rule, or because the item asks for one."""

    level: int
    evidence: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """How surely the applicant was known when the application was accepted, by what, and until when that holds."""

    level: int
    evidence: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """The rule that approved, by its version, and the facts that it was given."""

    version: int
    level: int | None
    materials: tuple[str, ...]
    certificates: tuple[str, ...]
    channel: str
    province: str


Review: TypeAlias = ReviewsOpened | ReviewRecorded | CaseAssigned
Timed: TypeAlias = ClockStopped | ClockResumed | LimitExtended | LimitWarned
Rectification: TypeAlias = RectificationOpened | RectificationRecorded | RectificationOverdue
OfficeEvent: TypeAlias = Review | Timed | Rectification | VerificationNoted

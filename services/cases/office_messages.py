"""What officers (经办人), clerks, counters and the case's own timers ask of a case.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from services.cases.terms import Terms

Decision: TypeAlias = Literal["approve", "refuse"]
Level: TypeAlias = Literal["yellow", "red"]
Limit: TypeAlias = Literal["promised", "statutory"]
Action: TypeAlias = Literal["call-back", "ledger", "put-right", "explain", "unjustified"]


@dataclass(frozen=True, slots=True)
class DecideApplication:
    """An officer approves or refuses; a refusal names its ground from contracts/reasons.json."""

    subject: str
    decision: Decision
    opinion: str
    reason: str | None = None
    actor: str | None = None
    at: datetime | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class RecordReview:
    """A department's answer to a step (环节) of the review."""

    subject: str
    step: str
    department: str
    decision: Decision
    opinion: str
    reason: str | None = None
    at: datetime | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class BeginProcedure:
    """A special procedure (特别程序) begins: hearing, inspection, expert review; the clock stands (行政许可法 Art. 45).

    days: how long it is to take, in working days; the applicant is told.
    """

    subject: str
    at: datetime
    kind: str
    ground: str
    days: int


@dataclass(frozen=True, slots=True)
class EndProcedure:
    """It has ended; the clock goes on once none is under way."""

    subject: str
    at: datetime
    kind: str
    result: str
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class ExtendLimit:
    """The head of the authority adds days, once (延长, 行政许可法 Art. 42)."""

    subject: str
    days: int
    ground: str
    approved_by: str
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class AssignCase:
    """The case is given to this officer, or handed over to them. `claim`: only if nobody else has it."""

    subject: str
    officer: str
    actor: str | None = None
    claim: bool = False


@dataclass(frozen=True, slots=True)
class WarnLimit:
    """The moment of a warning has come; only the service's own timer says so."""

    subject: str
    at: datetime
    level: Level
    limit: Limit


@dataclass(frozen=True, slots=True)
class RecordRectification:
    """What was done about a bad rating (差评整改).

    call-back: the applicant was called, and the matter verified. ledger: it cannot be put right at once (台账).
    put-right, explain (no legal basis), unjustified (found false after an appeal): it is over.
    """

    subject: str
    action: Action
    opinion: str


@dataclass(frozen=True, slots=True)
class LapseRectification:
    """The time for putting it right is over; only the service's own timer says so."""

    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AbandonCollection:
    """Nobody chose, or nobody collected, in time; only the service's own timer says so."""

    subject: str
    at: datetime
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class RecordCollection:
    """The clerk handed the result over at the counter."""

    subject: str


@dataclass(frozen=True, slots=True)
class LapseSupplement:
    """The time for handing in is over; only the service's own timer says so, and its word is enough."""

    subject: str


@dataclass(frozen=True, slots=True)
class ExamineApplication:
    """A clerk examines (审查受理) what came in: accepts it, asks for all that is missing, or refuses with a ground."""

    subject: str
    at: datetime
    decision: Literal["accept", "supplement", "refuse"]
    opinion: str
    missing: tuple[str, ...] = ()
    reason: str | None = None
    actor: str | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class DeemAccepted:
    """The clerk has said nothing within the time the law gives; only the own timer says so."""

    subject: str
    at: datetime | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class RecordCommitmentCheck:
    """An officer checked whether what was promised (告知承诺) is so."""

    subject: str
    kept: bool
    opinion: str


@dataclass(frozen=True, slots=True)
class CallCommitmentCheck:
    """A promise is due to be checked; only the own timer says so."""

    subject: str

"""What identity is told of persons.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from services.identity.levels import Levels


@dataclass(frozen=True, slots=True)
class Claim:
    """What the service found when it looked into the sealed applicant; the message cannot say it.

    fault: why it is nobody's, or not this person's. name: keyed digest of number and name, which tells two names apart.
    early: the key that opens it may still be on its way here.
    """

    fault: str | None = None
    name: str = ""
    early: bool = False


@dataclass(frozen=True, slots=True)
class VerifyPerson:
    """Make sure that this applicant is who they say; `applicant_sealed` holds name and number, sealed for identity.

    required_level: what the case needs. review: the applicant asks for a clerk (人工核验).
    """

    subject: str
    province: str
    case: str
    applicant_sealed: str
    at: datetime | None = None
    required_level: int = 1
    review: bool = False
    claim: Claim = field(default_factory=Claim)
    levels: Levels = field(default_factory=Levels)


@dataclass(frozen=True, slots=True)
class RecordRegisterAnswer:
    """What the population register (人口库) said in one round of asking: a level, or else a reason why not."""

    subject: str
    round: int
    found: bool
    checked_at: datetime
    level: int | None = None
    reason: str | None = None
    expires_at: datetime | None = None
    levels: Levels = field(default_factory=Levels)


@dataclass(frozen=True, slots=True)
class RecordBankAnswer:
    """What the bank said of name, number, card and telephone (四要素) in one round of asking."""

    subject: str
    round: int
    checked_at: datetime
    level: int | None = None
    reason: str | None = None
    expires_at: datetime | None = None
    levels: Levels = field(default_factory=Levels)


@dataclass(frozen=True, slots=True)
class DecideReview:
    """A clerk has seen the papers, and the person: confirmed, or refused with a ground."""

    subject: str
    at: datetime
    round: int
    decision: Literal["confirm", "refuse"]
    opinion: str
    reason: str | None = None
    actor: str | None = None
    levels: Levels = field(default_factory=Levels)


@dataclass(frozen=True, slots=True)
class WarnReview:
    """Time for a review is running out; only the own timer says so."""

    subject: str
    round: int


@dataclass(frozen=True, slots=True)
class LapseReview:
    """Nobody decided a review in time; only the own timer says so."""

    subject: str
    round: int
    levels: Levels = field(default_factory=Levels)


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """What is kept of the person is destroyed, on this ground (个人信息保护法 47)."""

    subject: str
    ground: str


@dataclass(frozen=True, slots=True)
class RecordReading:
    """Somebody read personal data: who, what for, and which of it."""

    subject: str
    at: datetime
    reader: str
    purpose: str
    what: tuple[str, ...]


PersonCommand: TypeAlias = (
    VerifyPerson
    | RecordRegisterAnswer
    | RecordBankAnswer
    | DecideReview
    | WarnReview
    | LapseReview
    | ErasePerson
    | RecordReading
)

PERSON_COMMANDS = (
    *(VerifyPerson, RecordRegisterAnswer, RecordBankAnswer),
    *(DecideReview, WarnReview, LapseReview, ErasePerson, RecordReading),
)

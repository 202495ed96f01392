"""What identity records of persons, and what a person can be to it.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from services.identity.levels import Evidence

Cases: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asker:
    """A case that asks, the province (GB/T 2260) it lies in, and the level it needs: the answer goes there."""

    case: str
    province: str
    required: int = 1


@dataclass(frozen=True, slots=True)
class VerificationRequested:
    """A case asked about a person nobody has confirmed yet, or not so well; a round of asking begins with it."""

    person: str
    asker: Asker
    round: int
    applicant_sealed: str
    evidence: Evidence = "register"
    name: str = ""


@dataclass(frozen=True, slots=True)
class CaseJoined:
    """Another case waits for the answer that is already on its way."""

    asker: Asker


@dataclass(frozen=True, slots=True)
class CasePostponed:
    """Another case waits for a round of its own: it needs more, or names the person otherwise."""

    asker: Asker
    applicant_sealed: str
    evidence: Evidence
    name: str


@dataclass(frozen=True, slots=True)
class PersonVerified:
    """For this case the person is confirmed, at a level from 1 (lowest) to 4, on this evidence."""

    person: str
    asker: Asker
    level: int
    evidence: Evidence
    checked_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VerificationRefused:
    """For this case the person could not be confirmed; `reason` is one of contracts/reasons.json."""

    person: str
    asker: Asker
    reason: str


@dataclass(frozen=True, slots=True)
class ApplicantRejected:
    """What this case says of the applicant is nobody's, or another's: it says nothing of the person."""

    person: str
    asker: Asker
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewRequested:
    """A clerk is to look at it until `due`."""

    person: str
    asker: Asker
    round: int
    ground: str
    due: datetime
    warn_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewWarned:
    """Its time is running out."""

    person: str
    asker: Asker
    due: datetime


@dataclass(frozen=True, slots=True)
class ReviewDecided:
    """A clerk decided; or nobody did in time, and that is why there is no reviewer."""

    person: str
    asker: Asker
    decision: Literal["confirm", "refuse", "lapse"]
    reviewer: str | None
    opinion: str | None


@dataclass(frozen=True, slots=True)
class ReviewNotTaken:
    """A decision that does not count, and why."""

    person: str
    asker: Asker
    reason: str


@dataclass(frozen=True, slots=True)
class PersonErased:
    """The key that opened what is kept of the person is destroyed."""

    ground: str


@dataclass(frozen=True, slots=True)
class DataRead:
    """Somebody read personal data of this person."""

    person: str
    reader: str
    purpose: str
    what: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody has asked about this person."""


@dataclass(frozen=True, slots=True)
class Review:
    """Why a clerk looks at it, and until when."""

    ground: str
    due: datetime
    warn_at: datetime
    warned: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """Confirmed: further cases are answered at once, while it lasts and is enough."""

    level: int
    evidence: Evidence
    checked_at: datetime
    answered: Cases
    expires_at: datetime | None = None
    round: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody is being asked; `waiting` want the answer, `answered` had one from an earlier round.

    before: what was confirmed before this round began. later: cases that wait for a round of their own.
    """

    person: str
    round: int
    applicant_sealed: str
    waiting: tuple[Asker, ...]
    answered: Cases
    evidence: Evidence = "register"
    name: str = ""
    before: Verified | None = None
    later: tuple[CasePostponed, ...] = ()
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not confirmed in the last round, or erased; the next application asks again, with what it then brings."""

    round: int
    answered: Cases
    erased: bool = False


ReviewEvent: TypeAlias = ReviewRequested | ReviewWarned | ReviewDecided | ReviewNotTaken
RoundEvent: TypeAlias = (
    VerificationRequested | CaseJoined | CasePostponed | PersonVerified | VerificationRefused | ApplicantRejected
)
PersonEvent: TypeAlias = RoundEvent | ReviewEvent | PersonErased | DataRead
PersonState: TypeAlias = Asking | Verified | Refused

PERSON_EVENTS = (
    *(VerificationRequested, CaseJoined, CasePostponed, PersonVerified, VerificationRefused, ApplicantRejected),
    *(ReviewRequested, ReviewWarned, ReviewDecided, ReviewNotTaken, PersonErased, DataRead),
)

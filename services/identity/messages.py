"""What identity is told, what it records, and what a person can be to it.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from services.identity.account_messages import (
    ACCOUNT_COMMANDS,
    ACCOUNT_EVENTS,
    AccountCommand,
    AccountEvent,
    AccountState,
    CloseAccount,
    EndSession,
    OpenAccount,
    RecordSignIn,
)
from services.identity.mandate_messages import (
    MANDATE_COMMANDS,
    MANDATE_EVENTS,
    CheckMandate,
    EndMandate,
    GrantMandate,
    MandateCommand,
    MandateEvent,
    MandateState,
    RevokeMandate,
)

__all__ = [
    "CheckMandate",
    "CloseAccount",
    "EndMandate",
    "EndSession",
    "GrantMandate",
    "OpenAccount",
    "RecordSignIn",
    "RevokeMandate",
]

Cases: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asker:
    """A case that asks, and the province (GB/T 2260) it lies in: the answer goes there."""

    case: str
    province: str


@dataclass(frozen=True, slots=True)
class VerifyPerson:
    """Make sure that this applicant is who they say; `applicant_sealed` holds name and number, sealed for identity."""

    subject: str
    province: str
    case: str
    applicant_sealed: str


@dataclass(frozen=True, slots=True)
class RecordRegisterAnswer:
    """What the population register (人口库) said in one round of asking: a level, or else a reason why not."""

    subject: str
    round: int
    found: bool
    checked_at: datetime
    level: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class VerificationRequested:
    """A case asked about a person nobody has confirmed yet; a round of asking begins with it."""

    person: str
    asker: Asker
    round: int
    applicant_sealed: str


@dataclass(frozen=True, slots=True)
class CaseJoined:
    """Another case waits for the answer that is already on its way."""

    asker: Asker


@dataclass(frozen=True, slots=True)
class PersonVerified:
    """For this case the person is confirmed, at a level from 1 (lowest) to 4, on this evidence."""

    person: str
    asker: Asker
    level: int
    evidence: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class VerificationRefused:
    """For this case the person could not be confirmed; `reason` is one of contracts/reasons.json."""

    person: str
    asker: Asker
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody has asked about this person."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The register is being asked; `waiting` want the answer, `answered` had one from an earlier round."""

    person: str
    round: int
    applicant_sealed: str
    waiting: tuple[Asker, ...]
    answered: Cases


@dataclass(frozen=True, slots=True)
class Verified:
    """Confirmed: further cases are answered at once."""

    level: int
    evidence: str
    checked_at: datetime
    answered: Cases


@dataclass(frozen=True, slots=True)
class Refused:
    """Not confirmed in the last round; the next application asks again, with what it then brings."""

    round: int
    answered: Cases


PersonCommand: TypeAlias = VerifyPerson | RecordRegisterAnswer
PersonEvent: TypeAlias = VerificationRequested | CaseJoined | PersonVerified | VerificationRefused
PersonState: TypeAlias = Asking | Verified | Refused

Command: TypeAlias = PersonCommand | MandateCommand | AccountCommand
Event: TypeAlias = PersonEvent | MandateEvent | AccountEvent
State: TypeAlias = Unknown | PersonState | MandateState | AccountState

COMMANDS = (VerifyPerson, RecordRegisterAnswer, *MANDATE_COMMANDS, *ACCOUNT_COMMANDS)
EVENTS = (VerificationRequested, CaseJoined, PersonVerified, VerificationRefused, *MANDATE_EVENTS, *ACCOUNT_EVENTS)

"""What clerks, timers and neighbours ask of a case on its way to acceptance, about its parts and about its promises.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from services.cases.dossier import Outcome
from services.cases.terms import Terms


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
class RecordPresentation:
    """certificates' answer for one material: the certificate that stands in for it, or why none does."""

    subject: str
    at: datetime
    material: str
    certificate_type: str
    identifier: str | None = None
    refusal: str | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class RecordMandate:
    """identity's answer about the agent's mandate; `refusal` is why it does not hold."""

    subject: str
    at: datetime
    agent: str
    refusal: str | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class NoteRevocation:
    """A certificate that the case may rely on is no longer in force."""

    subject: str
    identifier: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """The other province has come to an end with what we handed over."""

    subject: str
    outcome: Outcome
    certificate: str | None = None
    reason: str | None = None
    stage: Literal["acceptance", "decision", "processing"] = "decision"
    delivered: Literal["post", "counter", "none"] = "none"


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A case of the bundle has come to its end."""

    subject: str
    part: str
    outcome: Outcome
    certificate: str | None = None
    reason: str | None = None


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

"""What other capabilities, other cases and other provinces tell a case.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from services.cases.dossier import Delivery, Material, Outcome, Satisfied
from services.cases.terms import Known, Terms


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
class RecordVerification:
    """identity's answer about this person, for the case; `refusal` is why they could not be confirmed.

    evidence: what a yes rests on. expires_at: until when it holds; None: for ever.
    """

    subject: str
    at: datetime
    person: str
    refusal: str | None = None
    level: int | None = None
    evidence: str | None = None
    expires_at: datetime | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class RecordSettlement:
    """payments has the whole fee."""

    subject: str


@dataclass(frozen=True, slots=True)
class RecordCollectionLapse:
    """payments waited in vain."""

    subject: str


@dataclass(frozen=True, slots=True)
class RecordCollectionRefusal:
    """payments cannot collect the fee."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordIssuance:
    """certificates issued the sealed certificate; `identifier` is its national identifier (证照标识)."""

    subject: str
    at: datetime
    identifier: str
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class RecordIssuanceRefusal:
    """certificates cannot issue it."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordDelivery:
    """logistics: the recipient has the parcel of this attempt."""

    subject: str
    attempt: int


@dataclass(frozen=True, slots=True)
class RecordReturn:
    """logistics: the parcel of this attempt came back, or could not be sent; `incident` says why."""

    subject: str
    at: datetime
    attempt: int
    incident: str
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class TakeOverCase:
    """Decide what was handed in in another province (跨省通办). `received_at`: since when it has been complete there.

    origin: the case there. applicant_level: as identity told it there. promised: materials that were promised instead
    of handed in.
    """

    subject: str
    at: datetime
    province: str
    origin: str
    item: str
    applicant: str
    applicant_sealed: str
    materials: tuple[Material, ...]
    delivery: Delivery
    channel: str
    received_at: datetime
    satisfied: tuple[Satisfied, ...] = ()
    applicant_level: int | None = None
    promised: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)
    known: Known = field(default_factory=Known)

"""What applicants and other capabilities ask of a case; what officers and timers ask is in `office.py`.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from services.cases.dossier import Agent, Consent, Material
from services.cases.handover import SubmitBundle, TakeOverCase
from services.cases.intake import (
    CallCommitmentCheck,
    DeemAccepted,
    ExamineApplication,
    NoteRevocation,
    RecordCommitmentCheck,
    RecordMandate,
    RecordOutcome,
    RecordPart,
    RecordPresentation,
)
from services.cases.known import Delivery, Known
from services.cases.office import (
    AbandonCollection,
    AssignCase,
    BeginProcedure,
    DecideApplication,
    EndProcedure,
    ExtendLimit,
    LapseRectification,
    LapseSupplement,
    RecordCollection,
    RecordRectification,
    RecordReview,
    WarnLimit,
)
from services.cases.terms import Terms


@dataclass(frozen=True, slots=True)
class SubmitApplication:
    """Apply for an item; `known` is filled in by the service, whatever the message says."""

    subject: str
    at: datetime
    province: str
    item: str
    applicant: str
    applicant_sealed: str
    materials: tuple[Material, ...]
    delivery: Delivery
    channel: str
    consents: tuple[Consent, ...] = ()
    commitment: bool = False
    agent: Agent | None = None
    bundle: str | None = None
    decided_in: str | None = None
    known: Known = field(default_factory=Known)


@dataclass(frozen=True, slots=True)
class SupplementMaterials:
    """Hand in what was missing (补正)."""

    subject: str
    at: datetime
    materials: tuple[Material, ...]
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class WithdrawApplication:
    """The applicant withdraws, in their own words."""

    subject: str
    reason_text: str


@dataclass(frozen=True, slots=True)
class ChooseDelivery:
    """After a returned parcel: send it once more, to another address or the same, or keep it at the counter."""

    subject: str
    at: datetime
    method: Literal["resend", "counter"]
    address_sealed: str | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class RateService:
    """The applicant rates the service (好差评), 1 best to 5 worst (GB/T 39046)."""

    subject: str
    at: datetime
    level: int
    comment: str | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class RecordVerification:
    """identity's answer about this person, for the case; `refusal` is why they could not be confirmed."""

    subject: str
    at: datetime
    person: str
    refusal: str | None = None
    level: int | None = None
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


FromApplicant: TypeAlias = (
    SubmitBundle | SubmitApplication | SupplementMaterials | WithdrawApplication | ChooseDelivery | RateService
)
Judging: TypeAlias = DecideApplication | RecordReview | AssignCase
Timing: TypeAlias = BeginProcedure | EndProcedure | ExtendLimit | WarnLimit
Rectifying: TypeAlias = RecordRectification | LapseRectification
FromOffice: TypeAlias = Judging | Timing | Rectifying | RecordCollection | AbandonCollection | LapseSupplement
FromClerks: TypeAlias = ExamineApplication | DeemAccepted
FromCases: TypeAlias = TakeOverCase | RecordOutcome | RecordPart
AboutPromises: TypeAlias = RecordCommitmentCheck | CallCommitmentCheck
FromPayments: TypeAlias = RecordSettlement | RecordCollectionLapse | RecordCollectionRefusal
FromCertificates: TypeAlias = RecordIssuance | RecordIssuanceRefusal
FromLogistics: TypeAlias = RecordDelivery | RecordReturn
FromOthers: TypeAlias = RecordVerification | FromPayments | FromCertificates | FromLogistics
AboutMaterials: TypeAlias = RecordPresentation | RecordMandate | NoteRevocation
Arriving: TypeAlias = FromClerks | FromCases | AboutPromises | AboutMaterials
Command: TypeAlias = FromApplicant | FromOffice | FromOthers | Arriving

COMMANDS = (
    *(*get_args(FromApplicant), *get_args(FromOffice), *get_args(FromClerks)),
    *(*get_args(FromCases), *get_args(AboutPromises), NoteRevocation),
)
"""Those that arrive by contract; the others are made by reactions."""

"""What applicants ask of a case, and all that anybody may ask: see `office_messages.py`, `neighbour_messages.py`.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from services.cases.dossier import Agent, Consent, Delivery, Material
from services.cases.neighbour_messages import (
    NoteRevocation,
    RecordCollectionLapse,
    RecordCollectionRefusal,
    RecordDelivery,
    RecordIssuance,
    RecordIssuanceRefusal,
    RecordMandate,
    RecordOutcome,
    RecordPart,
    RecordPresentation,
    RecordReturn,
    RecordSettlement,
    RecordVerification,
    TakeOverCase,
)
from services.cases.office_messages import (
    AbandonCollection,
    AssignCase,
    BeginProcedure,
    CallCommitmentCheck,
    DecideApplication,
    DeemAccepted,
    EndProcedure,
    ExamineApplication,
    ExtendLimit,
    LapseRectification,
    LapseSupplement,
    RecordCollection,
    RecordCommitmentCheck,
    RecordRectification,
    RecordReview,
    WarnLimit,
)
from services.cases.terms import Known, Terms


@dataclass(frozen=True, slots=True)
class SubmitApplication:
    """Apply for an item; `known` is filled in by the service, whatever the message says.

    review: the applicant asks that a clerk looks at their identity (人工核验).
    """

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
    review: bool = False
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
    """After a returned parcel: send it once more, to another address or the same, or keep it at the counter.

    `attempt`: of which parcel the applicant has read that it came back, so that no later return is answered by it.
    """

    subject: str
    at: datetime
    method: Literal["resend", "counter"]
    address_sealed: str | None = None
    terms: Terms = field(default_factory=Terms)
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class RateService:
    """The applicant rates the service (好差评), 1 best to 5 worst (GB/T 39046)."""

    subject: str
    at: datetime
    level: int
    comment: str | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class WantedPart:
    """A part of 一件事 that the applicant wants, with its materials."""

    item: str
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmitBundle:
    """Apply for 一件事: one form, several cases."""

    subject: str
    at: datetime
    province: str
    item: str
    applicant: str
    applicant_sealed: str
    parts: tuple[WantedPart, ...]
    delivery: Delivery
    channel: str
    consents: tuple[Consent, ...] = ()
    agent: Agent | None = None
    review: bool = False
    known: Known = field(default_factory=Known)


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

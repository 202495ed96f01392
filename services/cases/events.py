"""What has happened to a case. Each event holds all that `evolve` needs.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from services.cases.bundle_events import BundleEvent
from services.cases.dossier import Delivery, Dossier, Exempted, Material, Ties
from services.cases.further_events import Milestone
from services.cases.items import Item, RequiredMaterial
from services.cases.office_events import AppliedRule, Evidence, Identified, OfficeEvent
from services.cases.terms import Issuer, Limits

Stage: TypeAlias = Literal["acceptance", "decision", "processing"]
Handover: TypeAlias = Literal["post", "counter", "none"]


@dataclass(frozen=True, slots=True)
class Application:
    """What later steps need of an application; the case keeps the item's version it began with."""

    case: str
    item: Item
    applicant: str
    applicant_sealed: str
    delivery: Delivery
    channel: str
    issuer: Issuer
    supplement_days: float
    evidence: Evidence = field(default_factory=Evidence)
    examination_days: float = 5
    dossier: Dossier = field(default_factory=Dossier)


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    """An application arrived; `missing` are required materials it did not bring."""

    application: Application
    materials: tuple[Material, ...]
    missing: tuple[RequiredMaterial, ...]


@dataclass(frozen=True, slots=True)
class CaseTakenOver:
    """Another province (跨省通办) collected what we decide on; `missing`: what our own rules ask for beyond it."""

    application: Application
    missing: tuple[RequiredMaterial, ...]


@dataclass(frozen=True, slots=True)
class SupplementRequested:
    """All that is missing was named at once (行政许可法 Art. 32); asked_by: the clerk who examined it, if one did."""

    missing: tuple[RequiredMaterial, ...]
    due: datetime
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class MaterialsSupplied:
    """Something that was missing came in; `missing` is what still is, until the same `due`."""

    materials: tuple[Material, ...]
    missing: tuple[RequiredMaterial, ...]
    due: datetime


@dataclass(frozen=True, slots=True)
class ApplicationAccepted:
    """The application is accepted (受理); `promised_due` is when the decision is promised, if not on the spot.

    limits: all of them; events stored before there were others have the promised one only. deemed: nobody accepted in
    time, so the law does; then `outstanding` may still be missing. identity: only where the item asks for a level.
    """

    item: str
    promised_due: datetime | None
    limits: Limits | None = None
    accepted_by: str | None = None
    deemed: bool = False
    outstanding: tuple[RequiredMaterial, ...] = ()
    identity: Identified | None = None


@dataclass(frozen=True, slots=True)
class ApplicationRefused:
    """The application was refused at this stage; `refund`: a fee was taken and goes back.

    ties: only where there never was an application to know them by.
    """

    case: str
    reason: str
    stage: Stage
    opinion: str | None = None
    refund: bool = False
    ties: Ties | None = None


@dataclass(frozen=True, slots=True)
class ApplicationApproved:
    """The officer approved, or the item's `rule` did. exempted: on what grounds less than the whole fee is asked."""

    item: str
    item_version: int
    fees_fen: int
    opinion: str
    rule: AppliedRule | None = None
    exempted: tuple[Exempted, ...] = ()


@dataclass(frozen=True, slots=True)
class FeeAwaited:
    """The fee is being collected."""


@dataclass(frozen=True, slots=True)
class CertificateRequested:
    """Nothing stands in the way of the certificate any more."""


@dataclass(frozen=True, slots=True)
class DeliveryStarted:
    """The certificate goes out by post, for the first time or once more."""

    certificate: str
    attempt: int
    address_sealed: str


@dataclass(frozen=True, slots=True)
class DeliveryChoiceRequested:
    """The parcel of this attempt came back; the applicant chooses what becomes of it, until `due`."""

    incident: str
    certificate: str
    attempt: int
    address_sealed: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class CollectionAwaited:
    """The certificate waits at the counter, until `due`."""

    certificate: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """The result reached the applicant (办结); where the decision is the result there is nothing to deliver."""

    certificate: str | None
    delivered: Handover


@dataclass(frozen=True, slots=True)
class CaseWithdrawn:
    """The applicant withdrew before the decision."""

    reason_text: str


@dataclass(frozen=True, slots=True)
class CaseExpired:
    """Time ran out on the applicant's side."""

    reason: str


@dataclass(frozen=True, slots=True)
class ServiceRated:
    """The applicant rated the service, 1 best to 5 worst; the comment is never published."""

    level: int
    comment: str | None


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """Something was asked that the case's stage does not allow; nothing changed. `request` is the command's word."""

    request: str
    reason: str


Examination: TypeAlias = SupplementRequested | MaterialsSupplied | ApplicationAccepted
Fulfilment: TypeAlias = (
    FeeAwaited | CertificateRequested | DeliveryStarted | DeliveryChoiceRequested | CollectionAwaited
)
Ending: TypeAlias = ApplicationRefused | CaseClosed | CaseWithdrawn | CaseExpired
Note: TypeAlias = ApplicationSubmitted | CaseTakenOver | ApplicationApproved | RequestRefused | ServiceRated
Event: TypeAlias = Examination | Fulfilment | Ending | Note | OfficeEvent | Milestone | BundleEvent

EVENTS = get_args(Event)

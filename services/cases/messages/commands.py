"""What a case is asked to do: by the applicant, by the office, and by what other capabilities say.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from services.cases.messages.nouns import NOTHING_KNOWN, Delivery, Known, Material


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
    known: Known = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class SupplementMaterials:
    """Hand in what was missing (补正)."""

    subject: str
    at: datetime
    materials: tuple[Material, ...]


@dataclass(frozen=True, slots=True)
class LapseSupplement:
    """The time for handing in is over; only the service's own timer says so, and its word is enough."""

    subject: str


@dataclass(frozen=True, slots=True)
class WithdrawApplication:
    """The applicant withdraws, in their own words."""

    subject: str
    reason_text: str


@dataclass(frozen=True, slots=True)
class DecideApplication:
    """An officer approves or refuses; a refusal names its ground from contracts/reasons.json."""

    subject: str
    decision: Literal["approve", "refuse"]
    opinion: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChooseDelivery:
    """After a returned parcel: send it once more, to another address or the same, or keep it at the counter."""

    subject: str
    method: Literal["resend", "counter"]
    address_sealed: str | None = None


@dataclass(frozen=True, slots=True)
class RecordCollection:
    """The clerk handed the result over at the counter."""

    subject: str


@dataclass(frozen=True, slots=True)
class RateService:
    """The applicant rates the service (好差评), 1 best to 5 worst (GB/T 39046)."""

    subject: str
    level: int
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class RecordVerification:
    """identity confirmed this person for the case."""

    subject: str
    at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class RecordVerificationRefusal:
    """identity could not confirm this person for the case."""

    subject: str
    person: str
    reason: str


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
    identifier: str


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
    attempt: int
    incident: str


Examining: TypeAlias = (
    SubmitApplication | RecordVerification | RecordVerificationRefusal | SupplementMaterials | LapseSupplement
)
Judging: TypeAlias = WithdrawApplication | DecideApplication | RateService
Processing: TypeAlias = (
    RecordSettlement | RecordCollectionLapse | RecordCollectionRefusal | RecordIssuance | RecordIssuanceRefusal
)
HandingOver: TypeAlias = RecordDelivery | RecordReturn | ChooseDelivery | RecordCollection
Command: TypeAlias = Examining | Judging | Processing | HandingOver

COMMANDS = (
    SubmitApplication,
    SupplementMaterials,
    LapseSupplement,
    WithdrawApplication,
    DecideApplication,
    ChooseDelivery,
    RecordCollection,
    RateService,
)
"""Those that arrive by contract; the others are made by reactions."""

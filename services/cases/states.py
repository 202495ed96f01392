"""What a case can be. A case that is under way carries its application."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from services.cases.events import Application, Handover
from services.cases.items import RequiredMaterial


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nobody has applied under this case number."""


@dataclass(frozen=True, slots=True)
class Verifying:
    """identity is asked who the applicant is; `missing` materials are asked for afterwards."""

    application: Application
    missing: tuple[RequiredMaterial, ...]


@dataclass(frozen=True, slots=True)
class Supplementing:
    """The applicant is to hand in what is missing, until `due`."""

    application: Application
    missing: tuple[RequiredMaterial, ...]
    due: datetime


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Accepted; an officer is to decide."""

    application: Application


@dataclass(frozen=True, slots=True)
class AwaitingFee:
    """Approved; the fee is to be paid."""

    application: Application


@dataclass(frozen=True, slots=True)
class Issuing:
    """Approved, and paid where there is a fee; the certificate is being issued."""

    application: Application


@dataclass(frozen=True, slots=True)
class Delivering:
    """The certificate is on its way; attempts are counted from 1."""

    application: Application
    certificate: str
    attempt: int
    address_sealed: str


@dataclass(frozen=True, slots=True)
class AwaitingChoice:
    """The parcel of this attempt came back; the applicant is to choose."""

    application: Application
    certificate: str
    attempt: int
    address_sealed: str


@dataclass(frozen=True, slots=True)
class AwaitingCollection:
    """The certificate waits at the counter."""

    application: Application
    certificate: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Done; it can be rated once."""

    certificate: str | None
    delivered: Handover
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not accepted, not approved, or failed afterwards; `refund`: the fee goes back."""

    case: str
    reason: str
    refund: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Withdrawn by the applicant before the decision."""


@dataclass(frozen=True, slots=True)
class Expired:
    """Ended because the applicant did not act in time."""

    reason: str


Open: TypeAlias = (
    Verifying | Supplementing | Reviewing | AwaitingFee | Issuing | Delivering | AwaitingChoice | AwaitingCollection
)
Ended: TypeAlias = Closed | Refused | Withdrawn | Expired
State: TypeAlias = Nothing | Open | Ended

"""What a case can be. A case that is under way carries its application."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from services.cases.bundle_events import BundleState
from services.cases.dossier import Consent, Ties, Unsatisfied
from services.cases.events import Application, Handover
from services.cases.items import RequiredMaterial
from services.cases.office_events import ReviewRecorded
from services.cases.office_messages import Action, Level, Limit
from services.cases.terms import Limits


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nobody has applied under this case number."""


@dataclass(frozen=True, slots=True)
class Verifying:
    """identity is asked who the applicant is; `missing` materials are asked for afterwards.

    noted: which answer of identity came first, and when, where there is an agent and so more than one is waited for.
    """

    application: Application
    missing: tuple[RequiredMaterial, ...]
    noted: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Presenting:
    """certificates is asked for what the holder consented to present; `since` is the latest answer."""

    application: Application
    missing: tuple[RequiredMaterial, ...]
    asked: tuple[Consent, ...]
    waiting: tuple[Consent, ...]
    since: datetime
    refused: tuple[Unsatisfied, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitingExamination:
    """A clerk is to examine what came in, until `due`."""

    application: Application
    missing: tuple[RequiredMaterial, ...]
    due: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Supplementing:
    """The applicant is to hand in what is missing, until `due`.

    asked_by: the clerk on whose examination it is accepted once all of it is in.
    """

    application: Application
    missing: tuple[RequiredMaterial, ...]
    due: datetime
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A special procedure (特别程序); `ended` is None while it is under way."""

    kind: str
    ground: str
    days: int
    since: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """Working days added, and by whom."""

    days: int
    approved_by: str


@dataclass(frozen=True, slots=True)
class Clock:
    """base: the limits as they were when the case was accepted. limits: as they are now. warned: what was said."""

    base: Limits = field(default_factory=Limits)
    limits: Limits = field(default_factory=Limits)
    procedures: tuple[Held, ...] = ()
    extension: Extension | None = None
    warned: tuple[tuple[Level, Limit], ...] = ()

    @property
    def stands(self) -> bool:
        """While a special procedure is under way no limit runs."""
        return any(held.ended is None for held in self.procedures)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Accepted; departments review it where the item has steps, and an officer decides.

    answers: by step and department. acceptor: who accepted it, and may not decide on it. officer: who has it.
    """

    application: Application
    clock: Clock = field(default_factory=Clock)
    answers: tuple[ReviewRecorded, ...] = ()
    acceptor: str | None = None
    officer: str | None = None


@dataclass(frozen=True, slots=True)
class Transferred:
    """Another province decides, as the case `to`; what happens here in the meantime is told to it."""

    application: Application
    to: str
    received_at: datetime
    withdrawal: str | None = None
    revoked: tuple[tuple[str, str], ...] = ()


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
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class AwaitingCollection:
    """The certificate waits at the counter, until `due`."""

    application: Application
    certificate: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class BadRating:
    """A bad rating was given; `due` is None once it is dealt with. overdue: said so."""

    due: datetime | None
    ledger_due: datetime
    actions: tuple[Action, ...] = ()
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """Done; it can be rated once."""

    certificate: str | None
    delivered: Handover
    rating: int | None = None
    bad: BadRating | None = None
    ties: Ties | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not accepted, not approved, or failed afterwards; `refund`: the fee goes back."""

    case: str
    reason: str
    refund: bool
    ties: Ties | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Withdrawn by the applicant before the decision."""

    ties: Ties | None = None


@dataclass(frozen=True, slots=True)
class Expired:
    """Ended because the applicant did not act in time."""

    reason: str
    ties: Ties | None = None


Arriving: TypeAlias = Verifying | Presenting | AwaitingExamination | Supplementing
Decided: TypeAlias = AwaitingFee | Issuing | Delivering | AwaitingChoice | AwaitingCollection
Open: TypeAlias = Arriving | Reviewing | Transferred | Decided
Ended: TypeAlias = Closed | Refused | Withdrawn | Expired
State: TypeAlias = Nothing | Open | Ended | BundleState

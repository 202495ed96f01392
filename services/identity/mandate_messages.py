"""What identity is told of mandates (授权委托), what it records of them, and what a mandate can be.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from services.identity.organisation_messages import Representative

Scope: TypeAlias = Literal["submit", "pay", "collect"]


@dataclass(frozen=True, slots=True)
class GrantMandate:
    """`agent` may act for `principal`: in these matters, for these items (none: all), to the end of this day.

    actor: who grants it, where that is a person and not a counter. representative: whom identity knows as the
    principal's, where that is an organisation; filled in by the service.
    """

    subject: str
    at: datetime
    principal: str
    agent: str
    scope: tuple[Scope, ...]
    items: tuple[str, ...]
    ends_on: date
    actor: str | None = None
    representative: Representative | None = None


@dataclass(frozen=True, slots=True)
class RevokeMandate:
    """From the message's time on it holds no more; principal and agent may say so, and so may a counter.

    principal: the organisation in whose name it is said. representative: as with a grant.
    """

    subject: str
    at: datetime
    actor: str | None = None
    principal: str | None = None
    representative: Representative | None = None


@dataclass(frozen=True, slots=True)
class EndMandate:
    """Its last day is over; only the own timer says so."""

    subject: str


@dataclass(frozen=True, slots=True)
class CheckMandate:
    """May this agent, at the message's time, do this for this principal? `waited` is filled in by the service."""

    subject: str
    at: datetime
    province: str
    case: str
    principal: str
    agent: str
    item: str
    scope: Scope
    waited: bool = False


@dataclass(frozen=True, slots=True)
class MandateGranted:
    """It holds from now on. by: who granted it in the name of an organisation."""

    mandate: str
    principal: str
    agent: str
    scope: tuple[Scope, ...]
    items: tuple[str, ...]
    ends_on: date
    by: str | None = None


@dataclass(frozen=True, slots=True)
class GrantRefused:
    """It was not granted, or not revoked. by: the person who wanted it."""

    mandate: str
    reason: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class MandateRevoked:
    """It holds no more for what is said from then on."""

    principal: str
    agent: str
    since: datetime


@dataclass(frozen=True, slots=True)
class MandateEnded:
    """Its last day is over."""

    principal: str
    agent: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One action that somebody wants to do by a mandate, for a case in a province."""

    case: str
    province: str
    mandate: str
    principal: str
    agent: str
    item: str
    scope: Scope

    @property
    def key(self) -> str:
        """What is answered once."""
        return f"{self.case}/{self.scope}/{self.item}"


@dataclass(frozen=True, slots=True)
class MandateConfirmed:
    """For this action it holds."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class MandateRefused:
    """For this action it does not."""

    asked: Asked
    reason: str


@dataclass(frozen=True, slots=True)
class NoMandate:
    """Asked about before, or instead of, being granted; `answered` have their answer."""

    answered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate with its terms. revoked_at: since when it holds no more. over: its end was told."""

    terms: MandateGranted
    answered: tuple[str, ...] = ()
    revoked_at: datetime | None = None
    over: bool = False


MandateCommand: TypeAlias = GrantMandate | RevokeMandate | EndMandate | CheckMandate
MandateEvent: TypeAlias = (
    MandateGranted | GrantRefused | MandateRevoked | MandateEnded | MandateConfirmed | MandateRefused
)
MandateState: TypeAlias = NoMandate | Mandate

MANDATE_COMMANDS = (GrantMandate, RevokeMandate, EndMandate, CheckMandate)
MANDATE_EVENTS = (MandateGranted, GrantRefused, MandateRevoked, MandateEnded, MandateConfirmed, MandateRefused)

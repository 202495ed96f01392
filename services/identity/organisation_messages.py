"""What identity is told of organisations (法人), what it records of them, and what one can be to it.

An organisation applies under the same name as everybody (`person-…`); as a party to mandates it has a stream of its
own, `organisation-…` with the same digest. These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ConfirmRepresentative:
    """Somebody says that they are the organisation's legal representative (法定代表人).

    claim_sealed: name and number of both, sealed for identity. level: how surely the sign-in knows the person.
    fault: what the service found wrong when it looked into the claim; the message cannot say it. early: the key that
    opens it may still be on its way here.
    """

    subject: str
    at: datetime
    person: str
    claim_sealed: str
    level: int
    fault: str | None = None
    early: bool = False


@dataclass(frozen=True, slots=True)
class RecordRepresentativeAnswer:
    """What the register of organisations (法人库) said in one round of asking: yes until then, or no and why."""

    subject: str
    round: int
    represents: bool
    checked_at: datetime
    expires_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RepresentativeClaimed:
    """The register is asked whether this person is the representative of record."""

    organisation: str
    person: str
    round: int
    claim_sealed: str


@dataclass(frozen=True, slots=True)
class RepresentativeConfirmed:
    """The person is; whoever was before is no more."""

    organisation: str
    person: str
    checked_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RepresentativeRefused:
    """The person is not, or not surely enough; `reason` is one of contracts/reasons.json. round 0: nobody was asked."""

    organisation: str
    person: str
    reason: str
    round: int = 0


@dataclass(frozen=True, slots=True)
class RepresentativeLost:
    """Whom we took for the representative is none any more, and we know no other."""

    organisation: str
    person: str
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A question that the register has."""

    round: int
    person: str
    claim_sealed: str


@dataclass(frozen=True, slots=True)
class Representative:
    """Who acts for the organisation by law (民法典 61), since which answer of the register, and until when it holds."""

    person: str
    checked_at: datetime
    expires_at: datetime | None = None

    def is_for(self, person: str | None, at: datetime) -> bool:
        """Whether this person may act at this moment."""
        return person == self.person and (self.expires_at is None or at < self.expires_at)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation somebody spoke of; `asking` are the claims that wait for the register.

    checked_at: of the last answer that said who represents it, or that the one of record does not. settled: the last
    round that was asked by then: what was asked later is later, whatever clocks say.
    """

    organisation: str
    round: int = 0
    asking: tuple[Claim, ...] = ()
    representative: Representative | None = None
    checked_at: datetime | None = None
    settled: int = 0


OrganisationCommand: TypeAlias = ConfirmRepresentative | RecordRepresentativeAnswer
OrganisationEvent: TypeAlias = (
    RepresentativeClaimed | RepresentativeConfirmed | RepresentativeRefused | RepresentativeLost
)
OrganisationState: TypeAlias = Organisation

ORGANISATION_COMMANDS = (ConfirmRepresentative, RecordRepresentativeAnswer)
ORGANISATION_EVENTS = (RepresentativeClaimed, RepresentativeConfirmed, RepresentativeRefused, RepresentativeLost)

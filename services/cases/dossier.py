"""What goes along with an application, and what a case may keep beside it; of an ordinary one most of it is empty.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from services.cases.items import Method, RequiredMaterial

Outcome: TypeAlias = Literal["closed", "refused", "withdrawn", "expired"]


@dataclass(frozen=True, slots=True)
class Material:
    """A material (材料) handed in; `digest` is the SHA-256 of the file kept elsewhere."""

    code: str
    digest: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the result is to reach the applicant; the address is sealed for logistics."""

    method: Method
    address_sealed: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The holder agrees that a certificate of this type is presented instead of this material."""

    material: str
    certificate_type: str


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acts for the applicant (代办), and by which mandate."""

    person: str
    mandate: str


@dataclass(frozen=True, slots=True)
class Satisfied:
    """A material that need not be handed in, because this certificate was presented for it."""

    material: str
    certificate_type: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Unsatisfied:
    """A material that must be asked for although the applicant consented to a certificate, and why."""

    material: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exempted:
    """A line of the fee of which only so much is asked, because this certificate was presented."""

    line: str
    certificate_type: str
    identifier: str
    fen: int


@dataclass(frozen=True, slots=True)
class Promise:
    """告知承诺: what was promised, and by when it is to be checked. `kept` is empty until it is."""

    materials: tuple[str, ...]
    due: datetime
    called: bool = False
    kept: bool | None = None
    opinion: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """consents, agent, bundle, decided_in: as the applicant asked. origin: the case in another province we decide.

    materials: what was handed in, with its digests; kept only where it will travel to another province.
    promised: codes of the materials that are promised; `promise` once it was decided on them.
    outstanding: materials that are due although the case is accepted. lost: those whose certificate was revoked.
    applied_at: when the consents were given. exempted: as it held when the application was approved.
    level_there: how surely the applicant must be known where another province decides. review: by a clerk, as they ask.
    """

    consents: tuple[Consent, ...] = ()
    agent: Agent | None = None
    bundle: str | None = None
    decided_in: str | None = None
    origin: str | None = None
    materials: tuple[Material, ...] = ()
    promised: tuple[str, ...] = ()
    promise: Promise | None = None
    satisfied: tuple[Satisfied, ...] = ()
    outstanding: tuple[RequiredMaterial, ...] = ()
    lost: tuple[str, ...] = ()
    applied_at: datetime | None = None
    exempted: tuple[Exempted, ...] = ()
    level_there: int | None = None
    review: bool = False


@dataclass(frozen=True, slots=True)
class Ties:
    """What binds an ended case to others: its bundle, its case in another province, a promise to be checked.

    origin: we decided for that case. decided_as: that case decided for us. stage: at which an application failed.
    presented: materials for which certificates were presented; the holder's consent to that lapses with the case.
    """

    case: str
    bundle: str | None = None
    origin: str | None = None
    decided_as: str | None = None
    stage: str | None = None
    promise: Promise | None = None
    presented: tuple[str, ...] = ()

"""What has happened to 一件事 (one form, several cases), and what it can be.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from services.cases.dossier import Agent, Consent, Material, Outcome
from services.cases.items import Method


@dataclass(frozen=True, slots=True)
class BundlePart:
    """One case of the bundle; it begins when the parts `after` are closed."""

    item: str
    case: str
    after: tuple[str, ...]
    materials: tuple[Material, ...]


@dataclass(frozen=True, slots=True)
class PartEnd:
    """How a part ended; one that never began has a reason and no certificate."""

    item: str
    case: str
    outcome: Outcome | Literal["not-begun"]
    certificate: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The one form: who applies, for which parts, and what goes along to each of them."""

    bundle: str
    item: str
    item_version: int
    applicant: str
    applicant_sealed: str
    method: Method
    address_sealed: str | None
    channel: str
    consents: tuple[Consent, ...]
    parts: tuple[BundlePart, ...]
    agent: Agent | None = None
    review: bool = False


@dataclass(frozen=True, slots=True)
class BundleSubmitted:
    """The form came in; its parts are told."""

    form: Form


@dataclass(frozen=True, slots=True)
class BundleRefused:
    """No part of it begins."""

    reason: str


@dataclass(frozen=True, slots=True)
class PartEnded:
    """A part came to its end, or can no longer begin."""

    end: PartEnd


@dataclass(frozen=True, slots=True)
class BundleWithdrawn:
    """The applicant withdraws what is not decided yet."""

    reason_text: str


@dataclass(frozen=True, slots=True)
class BundleFinished:
    """All parts ended."""

    outcome: Literal["whole", "partial", "none"]
    parts: tuple[PartEnd, ...]


@dataclass(frozen=True, slots=True)
class Bundled:
    """Its parts are under way; `withdrawal`: in the applicant's words, why what is open is withdrawn."""

    form: Form
    ended: tuple[PartEnd, ...] = ()
    withdrawal: str | None = None


@dataclass(frozen=True, slots=True)
class BundleOver:
    """All of it ended."""

    outcome: Literal["whole", "partial", "none", "refused"]


BundleEvent: TypeAlias = BundleSubmitted | BundleRefused | PartEnded | BundleWithdrawn | BundleFinished
BundleState: TypeAlias = Bundled | BundleOver

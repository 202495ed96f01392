"""What a certificate (证照) and a presentation (亮证) can be."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from services.certificates.events import CertificatePresented
from services.certificates.messages import Draft, Seal


@dataclass(frozen=True, slots=True)
class Absent:
    """Nobody has asked for it."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """Drafted; the authority's seal is awaited."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of an issued certificate by the national code (operations.py), and since when and why."""

    state: str
    since: date
    reason: str


@dataclass(frozen=True, slots=True)
class Issued:
    """Issued; in force while no `standing` says otherwise. `reliances`: the open presentations that rely on it."""

    draft: Draft
    seal: Seal
    standing: Standing | None = None
    reliances: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The national code of its state; issued and never touched is 01."""
        return self.standing.state if self.standing else "01"


@dataclass(frozen=True, slots=True)
class Refused:
    """Not issued, and never will be under this number."""

    reason: str


@dataclass(frozen=True, slots=True)
class Presented:
    """The certificate may be looked at for this case."""

    shown: CertificatePresented


@dataclass(frozen=True, slots=True)
class NotPresented:
    """There was none to present."""


@dataclass(frozen=True, slots=True)
class Lapsed:
    """The case has ended."""

    shown: CertificatePresented


State: TypeAlias = Absent | Sealing | Issued | Refused | Presented | NotPresented | Lapsed

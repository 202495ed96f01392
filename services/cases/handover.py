"""Applications that are more than one case: 一件事 (one form, several cases) and 跨省通办 (two provinces).

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime

from services.cases.dossier import Consent, Material, Satisfied
from services.cases.known import Delivery, Known
from services.cases.terms import Terms


@dataclass(frozen=True, slots=True)
class TakeOverCase:
    """Decide what was handed in in another province (跨省通办). `received_at`: since when it has been complete there.

    origin: the case there. applicant_level: as identity told it there. promised: materials that were promised instead
    of handed in.
    """

    subject: str
    at: datetime
    province: str
    origin: str
    item: str
    applicant: str
    applicant_sealed: str
    materials: tuple[Material, ...]
    delivery: Delivery
    channel: str
    received_at: datetime
    satisfied: tuple[Satisfied, ...] = ()
    applicant_level: int | None = None
    promised: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)
    known: Known = field(default_factory=Known)


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
    known: Known = field(default_factory=Known)

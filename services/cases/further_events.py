"""What has happened to a case on its way to acceptance, between provinces, and to what was promised in it.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from services.cases.dossier import Consent, Material, Satisfied, Unsatisfied
from services.cases.items import RequiredMaterial


@dataclass(frozen=True, slots=True)
class AnswerNoted:
    """identity answered about the applicant or the agent's mandate; the other answer is still waited for."""

    of: Literal["person", "mandate"]
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class PresentationsAwaited:
    """certificates is asked for the certificates that the holder consented to present."""

    asked: tuple[Consent, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class PresentationNoted:
    """certificates answered for one material: satisfied by a certificate, or why not."""

    material: str
    answered_at: datetime
    satisfied: Satisfied | None = None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class MaterialsResolved:
    """Which materials certificates stand in for, and why the others must be asked for all the same."""

    satisfied: tuple[Satisfied, ...]
    unsatisfied: tuple[Unsatisfied, ...]


@dataclass(frozen=True, slots=True)
class ExaminationAwaited:
    """A clerk is to examine what came in until `due`; `missing` are required materials that did not come."""

    missing: tuple[RequiredMaterial, ...]
    due: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class RelianceLost:
    """The certificate that stood in for this material is no longer in force."""

    material: RequiredMaterial
    identifier: str
    reason: str


@dataclass(frozen=True, slots=True)
class OutstandingSupplied:
    """Of what was due in spite of the acceptance something came in; `outstanding` still is."""

    materials: tuple[Material, ...]
    outstanding: tuple[RequiredMaterial, ...]


@dataclass(frozen=True, slots=True)
class CaseTransferred:
    """Complete here, to be decided in another province (跨省通办) as the case `to`."""

    to: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawalForwarded:
    """The applicant withdrew; the province that decides is told."""

    reason_text: str


@dataclass(frozen=True, slots=True)
class RevocationForwarded:
    """A certificate that travelled along is no longer in force; the province that decides is told."""

    identifier: str
    reason: str


@dataclass(frozen=True, slots=True)
class CommitmentMade:
    """Decided on a promise (告知承诺); it is checked until `due`."""

    materials: tuple[str, ...]
    due: datetime


@dataclass(frozen=True, slots=True)
class CommitmentCheckDue:
    """Nobody has checked the promise yet, and it is time."""


@dataclass(frozen=True, slots=True)
class CommitmentKept:
    """What was promised is so."""

    opinion: str


@dataclass(frozen=True, slots=True)
class CommitmentBroken:
    """What was promised is not so; the certificate that was given on the promise is taken back."""

    opinion: str
    certificate: str | None = None


Resolution: TypeAlias = AnswerNoted | PresentationsAwaited | PresentationNoted | MaterialsResolved
Reliance: TypeAlias = RelianceLost | OutstandingSupplied
Journey: TypeAlias = CaseTransferred | WithdrawalForwarded | RevocationForwarded
Commitments: TypeAlias = CommitmentMade | CommitmentCheckDue | CommitmentKept | CommitmentBroken
Milestone: TypeAlias = Resolution | ExaminationAwaited | Reliance | Journey | Commitments

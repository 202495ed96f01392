"""What certificates records: of a certificate (证照), and of a presentation (亮证).

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from services.certificates.messages import Draft, Seal


@dataclass(frozen=True, slots=True)
class CertificateDrafted:
    """The certificate's facts stand; its seal is asked for."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """The certificate is sealed and in force."""

    seal: Seal


@dataclass(frozen=True, slots=True)
class IssuanceRefused:
    """There will be no certificate; `reason` is one of contracts/reasons.json."""

    reason: str


@dataclass(frozen=True, slots=True)
class CertificateStatusChanged:
    """From this day on (in China) the state is another."""

    state: str
    operation: str
    since: date
    reason: str
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class StatusChangeRefused:
    """The state does not allow the operation; nothing changed."""

    operation: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class RelianceRecorded:
    """The record of use (用证记录): which presentation, so which case and material, and what for."""

    presentation: str
    purpose: str


@dataclass(frozen=True, slots=True)
class RelianceReleased:
    """The use is over."""

    presentation: str


@dataclass(frozen=True, slots=True)
class CertificatePresented:
    """One of the holder's certificates stands for the material in this case."""

    presentation: str
    holder: str
    material: str
    certificate_type: str
    identifier: str
    certificate: str
    purpose: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class PresentationRefused:
    """None could be presented; `reason` is one of contracts/reasons.json."""

    holder: str
    material: str
    certificate_type: str
    reason: str


@dataclass(frozen=True, slots=True)
class PresentationLapsed:
    """The consent has lapsed with its case."""


Event: TypeAlias = (
    CertificateDrafted
    | CertificateIssued
    | IssuanceRefused
    | CertificateStatusChanged
    | StatusChangeRefused
    | RelianceRecorded
    | RelianceReleased
    | CertificatePresented
    | PresentationRefused
    | PresentationLapsed
)

EVENTS = (
    CertificateDrafted,
    CertificateIssued,
    IssuanceRefused,
    CertificateStatusChanged,
    StatusChangeRefused,
    RelianceRecorded,
    RelianceReleased,
    CertificatePresented,
    PresentationRefused,
    PresentationLapsed,
)

"""What certificates is told, and the values it speaks of; `events.py` and `states.py` go on.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class LocalizedName:
    """A name as citizens see it."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class CertificateType:
    """证照类型: `type_code` is the credit code (18) of the body that defined it, and three digits."""

    type_code: str
    name: LocalizedName


@dataclass(frozen=True, slots=True)
class Issuer:
    """颁发机构: the authority's registered name and its unified social credit code (统一社会信用代码)."""

    name: str
    uscc: str


@dataclass(frozen=True, slots=True)
class Seal:
    """An SM2 signature over the content's bytes: algorithm as OID, signature and certificate as base64 of DER,
    digest as SM3 in hex.
    """

    algorithm: str
    signature: str
    certificate: str
    digest: str


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The certificate that a new one follows on, and by which operation (operations.py)."""

    identifier: str
    operation: str


@dataclass(frozen=True, slots=True)
class Holding:
    """One of a holder's certificates, as the service's own list shows it; `certificate` is its stream."""

    identifier: str
    certificate: str
    certificate_type: str
    valid_until: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Consent:
    """The holder's agreement (授权) to one use in one case."""

    given_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate complete but for its seal. `content` is the canonical JSON of its facts: what is sealed.

    `issued_at` is the moment, in UTC; `valid_until` the last day, in China; None: without limit.
    """

    document: str
    identifier: str
    certificate_type: CertificateType
    holder: str
    issuer: Issuer
    issued_at: datetime
    valid_until: date | None
    content: str
    predecessor: Predecessor | None = None


@dataclass(frozen=True, slots=True)
class IssueCertificate:
    """Issue the certificate that an approved case results in; without `valid_years` it has no limit.

    `held` is filled in by the service where a predecessor is named.
    """

    subject: str
    province: str
    at: datetime
    item: str
    item_version: int
    certificate_type: CertificateType
    holder: str
    issuer: Issuer
    valid_years: int | None = None
    predecessor: Predecessor | None = None
    held: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachSeal:
    """The seal has been put on the content."""

    subject: str
    seal: Seal


@dataclass(frozen=True, slots=True)
class RefuseIssuance:
    """The content will not be sealed."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeStatus:
    """Do this to the certificate; `state` says which end is meant where the operation has several."""

    subject: str
    at: datetime
    operation: str
    reason: str
    state: str | None = None
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class ExpireCertificate:
    """The term is over; only the service's own timer says so, and its word is enough."""

    subject: str


@dataclass(frozen=True, slots=True)
class RecordReliance:
    """A presentation relies on this certificate."""

    subject: str
    presentation: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ReleaseReliance:
    """It does so no longer."""

    subject: str
    presentation: str


@dataclass(frozen=True, slots=True)
class PresentCertificate:
    """Present one of the holder's certificates for a case; `held` is filled in by the service."""

    subject: str
    case: str
    at: datetime
    holder: str
    material: str
    certificate_type: str
    purpose: str
    consent: Consent
    held: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True)
class LapsePresentation:
    """The case has ended, and the consent with it."""

    subject: str


OfCertificate: TypeAlias = (
    IssueCertificate | AttachSeal | RefuseIssuance | ChangeStatus | ExpireCertificate | RecordReliance | ReleaseReliance
)
OfPresentation: TypeAlias = PresentCertificate | LapsePresentation
Command: TypeAlias = OfCertificate | OfPresentation

COMMANDS = (
    IssueCertificate,
    ChangeStatus,
    ExpireCertificate,
    RecordReliance,
    ReleaseReliance,
    PresentCertificate,
    LapsePresentation,
)

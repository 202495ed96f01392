"""What certificates is told, what it records, and what a certificate (证照) can be.

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


@dataclass(frozen=True, slots=True)
class IssueCertificate:
    """Issue the certificate that an approved case results in; without `valid_years` it has no limit."""

    subject: str
    province: str
    at: datetime
    item: str
    item_version: int
    certificate_type: CertificateType
    holder: str
    issuer: Issuer
    valid_years: int | None = None


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
class Absent:
    """Nobody has asked for this certificate."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """Drafted; the authority's seal is awaited."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Issued:
    """In force."""

    draft: Draft
    seal: Seal


@dataclass(frozen=True, slots=True)
class Refused:
    """Not issued, and never will be under this number."""

    reason: str


Command: TypeAlias = IssueCertificate | AttachSeal | RefuseIssuance
Event: TypeAlias = CertificateDrafted | CertificateIssued | IssuanceRefused
State: TypeAlias = Absent | Sealing | Issued | Refused

COMMANDS = (IssueCertificate,)
EVENTS = (CertificateDrafted, CertificateIssued, IssuanceRefused)

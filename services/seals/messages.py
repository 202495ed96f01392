"""What seals is told, what it records, and what a sealing (用印) can be.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Request:
    """Whose seal (authority: 统一社会信用代码) on which content, for which document (a certificate's stream)."""

    sealing: str
    document: str
    authority: str
    content: str


@dataclass(frozen=True, slots=True)
class Signature:
    """algorithm: OID; signature, certificate: base64 of DER; digest: SM3 in hex; signed_at: RFC 3339 in UTC."""

    algorithm: str
    signature: str
    certificate: str
    digest: str
    signed_at: str


@dataclass(frozen=True, slots=True)
class SealDocument:
    """Put the authority's seal on this content."""

    subject: str
    document: str
    authority: str
    content: str


@dataclass(frozen=True, slots=True)
class RecordSignature:
    """What the key device answered: a signature, or in `refused` the reason why there is none."""

    subject: str
    algorithm: str = ""
    signature: str = ""
    certificate: str = ""
    digest: str = ""
    signed_at: str = ""
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class SealingRequested:
    """A document is to be sealed; the key device is asked."""

    request: Request


@dataclass(frozen=True, slots=True)
class DocumentSealed:
    """The document carries the authority's seal."""

    document: str
    authority: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class SealingRefused:
    """The document will not be sealed; `reason` is one of contracts/reasons.json."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody has asked for this seal."""


@dataclass(frozen=True, slots=True)
class Signing:
    """The key device's answer is awaited."""

    request: Request


@dataclass(frozen=True, slots=True)
class Sealed:
    """Done: the first signature stands."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Done: there is no seal."""


Command: TypeAlias = SealDocument | RecordSignature
Event: TypeAlias = SealingRequested | DocumentSealed | SealingRefused
State: TypeAlias = Idle | Signing | Sealed | Refused

COMMANDS = (SealDocument, RecordSignature)
EVENTS = (SealingRequested, DocumentSealed, SealingRefused)

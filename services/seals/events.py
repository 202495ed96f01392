"""What seals records: of a sealing (用印), and of a seal (电子印章).

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from services.seals.messages import Request, Signature, Use


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
    use: Use | None = None


@dataclass(frozen=True, slots=True)
class UseRepeated:
    """The device signed once more, because its first answer came late: not needed, but a use of the seal."""

    digest: str
    signed_at: str
    use: Use


@dataclass(frozen=True, slots=True)
class SealingRefused:
    """The document will not be sealed; `reason` is one of contracts/reasons.json."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class SealRegistered:
    """The seal is in force under this certificate. `valid_from` and `valid_until` as in the certificate."""

    authority: str
    name: str
    certificate: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class SealSuspended:
    """It seals nothing since then."""

    since: datetime
    reason: str
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class SealRestored:
    """It seals again since then."""

    since: datetime
    reason: str
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class SealRevoked:
    """It was revoked then; what it sealed before stays sealed."""

    since: datetime
    reason: str
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class UsesAnchored:
    """The ledger's link at that use."""

    use: Use


Event: TypeAlias = (
    SealingRequested
    | DocumentSealed
    | UseRepeated
    | SealingRefused
    | SealRegistered
    | SealSuspended
    | SealRestored
    | SealRevoked
    | UsesAnchored
)

EVENTS = (
    SealingRequested,
    DocumentSealed,
    UseRepeated,
    SealingRefused,
    SealRegistered,
    SealSuspended,
    SealRestored,
    SealRevoked,
    UsesAnchored,
)

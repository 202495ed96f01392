"""What seals is told, and the values it speaks of; `events.py` and `states.py` go on.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
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
class Use:
    """One use in the ledger (ledger.py); `anchored`: its link is to be published."""

    segment: str
    number: int
    previous: str | None
    link: str
    anchored: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What the service knows when a seal is asked for.

    approved: the case holds an approving decision. standing: why the authority's seal is not in force at that moment
    (contracts/reasons.json), None where it is. waited: word of either has had time enough to come.
    """

    approved: bool = False
    standing: str | None = "seal-unknown"
    waited: bool = False


@dataclass(frozen=True, slots=True)
class SealDocument:
    """Put the authority's seal on this content; `known` is filled in by the service."""

    subject: str
    case: str
    at: datetime
    document: str
    authority: str
    content: str
    known: Known = Known()


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
    use: Use | None = None


@dataclass(frozen=True, slots=True)
class RegisterSeal:
    """An authority's seal, with its certificate (base64 of DER) and the certificate's term."""

    subject: str
    authority: str
    name: str
    certificate: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class SuspendSeal:
    """It seals nothing until restored (冻结)."""

    subject: str
    at: datetime
    reason: str
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class RestoreSeal:
    """It is in force again (解冻)."""

    subject: str
    at: datetime
    reason: str
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class RevokeSeal:
    """It never seals again (撤销)."""

    subject: str
    at: datetime
    reason: str
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class AnchorUses:
    """The ledger of this seal's uses has come to here."""

    subject: str
    use: Use


OfSealing: TypeAlias = SealDocument | RecordSignature
OfSeal: TypeAlias = RegisterSeal | SuspendSeal | RestoreSeal | RevokeSeal | AnchorUses
Command: TypeAlias = OfSealing | OfSeal

COMMANDS = (SealDocument, RecordSignature, RegisterSeal, SuspendSeal, RestoreSeal, RevokeSeal, AnchorUses)

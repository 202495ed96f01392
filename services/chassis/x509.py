"""Certificates on the SM2 curve (GM/T 0015, X.509): read, and followed link by link to a root that is trusted.

OpenSSL's own `verify` gives the signer's id to the last link only, so a chain with an intermediate fails there; here
every link is checked by itself over the bytes that were signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from services.chassis import der, sm2

_BASIC_CONSTRAINTS, _KEY_USAGE, _NUMBER = "2.5.29.19", "2.5.29.15", "2.5.4.5"
COMMON_NAME = "2.5.4.3"

_SIGNS, _COMMITS, _CERTIFIES = 0x80, 0x40, 0x04
"""First octet of the key usage: digitalSignature, nonRepudiation, keyCertSign."""

_EXTENSIONS, _VERSION = 0xA3, 0xA0
_UTC_TIME = 0x17
_LONGEST = 5
"""Links; a longer chain is a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a chain stands on. `usage` is None where nothing limits it; names are DER as signed."""

    whole: bytes
    signed: bytes
    signature: bytes
    algorithm: str
    issuer: bytes
    subject: bytes
    names: tuple[tuple[str, str], ...]
    begins: datetime
    ends: datetime
    authority: bool
    usage: int | None

    @property
    def holder(self) -> str:
        """The subject's serial number: an authority's credit code (统一社会信用代码); empty where there is none."""
        return dict(self.names).get(_NUMBER, "")

    def in_term(self, moment: datetime) -> bool:
        """Whether it is valid at that moment."""
        return self.begins <= moment <= self.ends

    def certified_by(self, other: "Certificate") -> bool:
        """Whether the other one, an authority's, signed this one."""
        may = other.authority and (other.usage is None or bool(other.usage & _CERTIFIES))
        if not may or other.subject != self.issuer or self.algorithm != sm2.ALGORITHM:
            return False
        try:
            return sm2.verify(other.whole, self.signed, self.signature)
        except sm2.UnreadableKey:
            return False


@lru_cache(maxsize=512)
def read(whole: bytes) -> Certificate:
    """Take a certificate (DER) apart; raises der.NotDer."""
    try:
        body, algorithm, signature = der.read(whole).expect(der.SEQUENCE).parts()
        fields = [part for part in body.expect(der.SEQUENCE).parts() if part.tag != _VERSION]
        _, inner, issuer, term, subject, _key, *further = fields
        if inner.whole != algorithm.whole:
            raise der.NotDer("two algorithms are named")
        begins, ends = map(moment, term.parts())
        extensions = _extensions(further)
        return Certificate(
            whole=whole,
            signed=body.whole,
            signature=signature.expect(der.BIT_STRING).content[1:],
            algorithm=der.object_id(algorithm.parts()[0].expect(der.OBJECT).content),
            issuer=issuer.whole,
            subject=subject.whole,
            names=tuple(_names(subject)),
            begins=begins,
            ends=ends,
            authority=_is_authority(extensions.get(_BASIC_CONSTRAINTS)),
            usage=_usage(extensions.get(_KEY_USAGE)),
        )
    except (ValueError, IndexError) as error:
        raise der.NotDer(f"not a certificate: {error}") from error


def fault(leaf: Certificate, known: Sequence[Certificate], roots: Sequence[Certificate], at: datetime) -> str | None:
    """Why the seal certificate is not to be believed at that moment (contracts/reasons.json); None: it is.

    `known`: authorities in between. The roots are trusted by whoever runs this, not by what they say of themselves.
    """
    if leaf.authority or (leaf.usage is not None and not leaf.usage & (_SIGNS | _COMMITS)):
        return "seal-certificate-misused"
    if not leaf.in_term(at):
        return "seal-certificate-out-of-term"
    return None if _leads_to_root(leaf, known, roots, at, _LONGEST) else "seal-certificate-untrusted"


def _leads_to_root(
    one: Certificate, known: Sequence[Certificate], roots: Sequence[Certificate], at: datetime, links: int
) -> bool:
    if any(root.in_term(at) and one.certified_by(root) for root in roots):
        return True
    above = [other for other in known if links and other.in_term(at) and one.certified_by(other)]
    return any(_leads_to_root(other, known, roots, at, links - 1) for other in above)


def moment(node: der.Node) -> datetime:
    """A UTCTime or GeneralizedTime."""
    text = node.content.decode("ascii")
    form = "%y%m%d%H%M%SZ" if node.tag == _UTC_TIME else "%Y%m%d%H%M%SZ"
    return datetime.strptime(text, form).replace(tzinfo=UTC)


def _names(subject: der.Node) -> list[tuple[str, str]]:
    pairs = [one.parts() for group in subject.parts() for one in group.parts()]
    return [(der.object_id(kind.content), text.content.decode("utf-8", "replace")) for kind, text in pairs]


def _extensions(further: Sequence[der.Node]) -> dict[str, bytes]:
    listed = [part for part in further if part.tag == _EXTENSIONS]
    each = [one.parts() for one in listed[0].parts()[0].parts()] if listed else []
    return {der.object_id(parts[0].content): parts[-1].expect(der.OCTET_STRING).content for parts in each}


def _is_authority(constraints: bytes | None) -> bool:
    if constraints is None:
        return False
    return any(part.tag == der.BOOLEAN and part.content != b"\x00" for part in der.read(constraints).parts())


def _usage(given: bytes | None) -> int | None:
    return None if given is None else der.read(given).expect(der.BIT_STRING).content[1]

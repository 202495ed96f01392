"""Whom the public's check of a seal trusts: the roots that whoever runs the portal has put into one file."""

import base64
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from services.chassis import der, x509
from services.chassis.errors import SettingMissing

_END = "-----END CERTIFICATE-----"

_OUT_OF_FORCE = frozenset({"seal-suspended", "seal-revoked"})


@dataclass(frozen=True, slots=True)
class Trust:
    """Roots, and authorities between them and the seals; a certificate that names itself as its issuer is a root."""

    roots: tuple[x509.Certificate, ...]
    between: tuple[x509.Certificate, ...] = ()

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read the file (PEM); raises SettingMissing, saying what is wrong."""
        try:
            texts = [text + _END for text in file.read_text(encoding="ascii").split(_END) if text.strip()]
            found = [x509.read(ssl.PEM_cert_to_DER_cert(text.strip())) for text in texts]
        except (OSError, ValueError) as error:
            raise SettingMissing(f"cannot start: PORTAL_SEAL_ROOTS is not usable: {error}.") from error
        roots = tuple(one for one in found if one.issuer == one.subject)
        if not roots:
            raise SettingMissing(f"cannot start: PORTAL_SEAL_ROOTS: {file} holds no root certificate.")
        return cls(roots, tuple(one for one in found if one not in roots))

    def fault(self, seal: bytes, issuer: str, standing: Sequence[Mapping[str, Any]], at: datetime) -> str | None:
        """Why a seal is not to be believed that was put at that moment (contracts/reasons.json); None: it is.

        seal: its certificate (DER). issuer: the credit code of the authority it should be of. standing: when the
        authority's seal got a certificate, was suspended, restored, revoked: what it sealed before stays good.
        """
        try:
            leaf = x509.read(seal)
        except der.NotDer:
            return "seal-certificate-misused"
        if found := x509.fault(leaf, self.between, self.roots, at):
            return found
        if leaf.holder != issuer:
            return "seal-of-another"
        before = [change for change in standing if datetime.fromisoformat(change["since"]) <= at]
        return None if _in_force(base64.b64encode(seal).decode(), before) else "sealed-after-revocation"


def _in_force(certificate: str, changes: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the seal was in force under this certificate after these changes.

    A revocation ends every certificate that the seal had by then, for good; one that is registered after it is a new
    beginning, for itself alone. A suspended seal stays suspended under a new certificate.
    """
    over, standing, had = False, "", set[str]()
    for change in changes:
        if change["is"] == "seal-registered":
            had.add(change.get("certificate", ""))
            standing = "" if standing == "seal-revoked" else standing
            continue
        standing = change["is"]
        over = over or (standing == "seal-revoked" and certificate in had)
    return not over and standing not in _OUT_OF_FORCE

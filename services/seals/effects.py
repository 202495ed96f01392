"""The key device: signs content with an authority's SM2 key, kept in a folder of its own; and what seals knows.

The adapter refuses to start where libcrypto computes the published vectors wrongly, the folder is missing, or others
than its owner can read a key.
"""

import re
import stat
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from services.chassis import clock, der, sm2, x509
from services.chassis.definition import Fact, ViewReader
from services.chassis.errors import SettingMissing
from services.chassis.native import Lots
from services.chassis.vocabulary import Answer, Data, Foreign, Owed
from services.seals.ledger import Place, link
from services.seals.messages import Known, SealDocument, Use
from services.seals.settings import Settings
from services.seals.views import APPROVALS, SEALS

ANSWER = "seals.record-signature.v1"

_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")
"""A folder's name comes from a message: nothing that could leave `keys_dir` passes."""


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What seals can do outside."""
    return {"seals.sign-content.v1": Device(settings).sign}


def facts(settings: Settings, views: ViewReader) -> Mapping[type, Fact]:
    """Completes requests with what is known of their cases and of the authorities' seals: two reads a batch."""

    def complete(commands: Sequence[SealDocument]) -> Sequence[SealDocument]:
        approved = views.find(APPROVALS.name, sorted({command.case for command in commands}))
        seals = views.find(SEALS.name, sorted({command.authority for command in commands}))
        impatient = clock.now() - timedelta(seconds=settings.approval_patience)
        return [
            replace(
                command,
                known=Known(
                    approved=command.case in approved,
                    standing=_standing(seals.get(command.authority), command.at),
                    waited=command.at < impatient,
                ),
            )
            for command in commands
        ]

    return {SealDocument: complete}


def _standing(seal: Data | None, at: datetime) -> str | None:
    """Why the seal is not in force at that moment; None: it is."""
    if seal is None:
        return "seal-unknown"
    terms = [tuple(map(datetime.fromisoformat, term)) for term in seal["terms"]]
    if seal["standing"] is None and not any(begins <= at <= ends for begins, ends in terms):
        return "seal-out-of-term"
    standing: str | None = seal["standing"]
    return standing


def starting_commands(settings: Settings) -> Sequence[Owed]:
    """Register every seal whose key stands in the folder; a renewed certificate is another registration."""
    return [_registration(folder) for folder in _folders(settings.keys_dir)]


def keys(settings: Settings) -> Mapping[str, datetime]:
    """Until when each seal's certificate may be used, by credit code."""
    return {folder.name: _certificate(folder).ends for folder in _folders(settings.keys_dir)}


def _folders(keys_dir: Path) -> list[Path]:
    """The seals' folders; raises SettingMissing where there are none to read, or a key is open to others."""
    if not keys_dir.is_dir():
        raise SettingMissing(f"SEALS_KEYS_DIR: there is no folder {keys_dir}")
    folders = [folder for folder in sorted(keys_dir.iterdir()) if _CREDIT_CODE.fullmatch(folder.name)]
    for folder in folders:
        if stat.S_IMODE((folder / "key.pem").stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingMissing(f"SEALS_KEYS_DIR: {folder / 'key.pem'} is open to others. chmod 600 it.")
    return folders


def _registration(folder: Path) -> Owed:
    certificate = _certificate(folder)
    seal = {
        "authority": folder.name,
        "name": f"{dict(certificate.names).get(x509.COMMON_NAME, folder.name)}电子印章",
        "certificate": b64encode(certificate.whole).decode(),
        "valid_from": clock.stamp(certificate.begins),
        "valid_until": clock.stamp(certificate.ends),
    }
    return Owed(f"register/{sm2.sm3_hex(certificate.whole)}", "seals.register-seal.v1", f"seal-{folder.name}", seal)


def _certificate(folder: Path) -> x509.Certificate:
    try:
        return x509.read((folder / "cert.der").read_bytes())
    except (der.NotDer, OSError) as error:
        raise SettingMissing(f"SEALS_KEYS_DIR: {folder / 'cert.der'}: {error}") from error


@dataclass(frozen=True, slots=True)
class Stamp:
    """One authority's seal (电子印章): its key, ready to sign, and its certificate as base64 of DER."""

    signer: sm2.Signer
    certificate: str

    def on(self, content: bytes) -> dict[str, Any]:
        """Sign the content. Touches nothing green: whole lots are signed in a native thread."""
        return {
            "algorithm": sm2.ALGORITHM,
            "signature": b64encode(self.signer.sign(content)).decode(),
            "certificate": self.certificate,
            "digest": sm2.sm3_hex(content),
            "signed_at": clock.now_stamp(),
        }


@dataclass(slots=True)
class Run:
    """One seal's uses since this process began: where their chain stands, and when it was last published."""

    segment: str
    anchored_at: float
    number: int = 0
    link: str | None = None
    anchored: int = 0


class Device:
    """Seals by authority, read at first use and kept; a new authority's folder is found without a restart."""

    def __init__(self, settings: Settings) -> None:
        """Raises CryptographyMissing or SettingMissing rather than sign wrongly or with an open key."""
        sm2.self_test()
        _folders(settings.keys_dir)
        self._settings = settings
        self._stamps: dict[str, Stamp] = {}
        self._runs: dict[str, Run] = {}
        self._lots = Lots(self._sign)

    def sign(self, intent: Foreign) -> Answer:
        """Answer with a signature, or refuse for an authority without a seal; UnreadableKey for a broken seal."""
        stamp = self._stamp(intent["authority"])
        if stamp is None:
            return Answer(ANSWER, {"refused": "seal-unknown"})
        return Answer(ANSWER, self._lots.ask((stamp, intent)))

    def _sign(self, lot: Sequence[tuple[Stamp, Foreign]]) -> Sequence[Data]:
        """Sign all that waits, one after the other: the order in the ledger is the order of signing."""
        made = list[Data]()
        for stamp, intent in lot:
            signed = stamp.on(intent["content"].encode())
            made.append(signed | {"use": asdict(self._used(intent, signed))})
        return made

    def _used(self, intent: Foreign, signed: Data) -> Use:
        now = clock.elapsed()
        run = self._runs.setdefault(intent["authority"], Run(clock.new_id(), now))
        place = Place(run.segment, run.number + 1, run.link)
        made = link(place, intent["subject"], signed["digest"], signed["signed_at"])
        old = now - run.anchored_at >= self._settings.anchor_seconds
        anchored = old or place.number - run.anchored >= self._settings.anchor_every
        run.number, run.link = place.number, made
        if anchored:
            run.anchored, run.anchored_at = place.number, now
        return Use(*place, made, anchored)

    def _stamp(self, authority: str) -> Stamp | None:
        if authority not in self._stamps:
            folder = self._settings.keys_dir / authority
            if not _CREDIT_CODE.fullmatch(authority) or not folder.is_dir():
                return None
            self._stamps[authority] = _loaded(folder)
        return self._stamps[authority]


def _loaded(folder: Path) -> Stamp:
    signer, certificate = sm2.Signer((folder / "key.pem").read_bytes()), (folder / "cert.der").read_bytes()
    if not sm2.Verifier(certificate).verify(b"probe", signer.sign(b"probe")):
        raise sm2.UnreadableKey(f"{folder.name}: key.pem and cert.der do not belong together")
    return Stamp(signer, b64encode(certificate).decode())

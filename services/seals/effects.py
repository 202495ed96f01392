"""The key device: signs content with an authority's SM2 key, kept in a folder of its own.

The adapter refuses to start where libcrypto computes the published vectors wrongly or the folder is missing.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from services.chassis import clock, sm2
from services.chassis.errors import SettingMissing
from services.chassis.vocabulary import Answer, Data, Foreign
from services.seals.settings import Settings

ANSWER = "seals.record-signature.v1"

_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")
"""A folder's name comes from a message: nothing that could leave `keys_dir` passes."""


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What seals can do outside."""
    return {"seals.sign-content.v1": Device(settings).sign}


@dataclass(frozen=True, slots=True)
class Stamp:
    """One authority's seal (电子印章): its key, ready to sign, and its certificate as base64 of DER."""

    signer: sm2.Signer
    certificate: str

    def on(self, content: bytes) -> Data:
        """Sign the content. Touches nothing green, so whole batches can move to native threads.

        libcrypto releases the GIL here, yet under eventlet a C call still holds up the event loop: about 0.5 ms
        a signature, acceptable for one message at a time.
        """
        return {
            "algorithm": sm2.ALGORITHM,
            "signature": b64encode(self.signer.sign(content)).decode(),
            "certificate": self.certificate,
            "digest": sm2.sm3_hex(content),
        }


class Device:
    """Seals by authority, read at first use and kept; a new authority's folder is found without a restart."""

    def __init__(self, settings: Settings) -> None:
        sm2.self_test()
        if not settings.keys_dir.is_dir():
            raise SettingMissing(f"SEALS_KEYS_DIR: there is no folder {settings.keys_dir}")
        self._keys_dir = settings.keys_dir
        self._stamps: dict[str, Stamp] = {}

    def sign(self, intent: Foreign) -> Answer:
        """Answer with a signature, or refuse for an authority without a seal; UnreadableKey for a broken seal."""
        stamp = self._stamp(intent["authority"])
        if stamp is None:
            return Answer(ANSWER, {"refused": "seal-unknown"})
        return Answer(ANSWER, {**stamp.on(intent["content"].encode()), "signed_at": clock.now_stamp()})

    def _stamp(self, authority: str) -> Stamp | None:
        if authority not in self._stamps:
            folder = self._keys_dir / authority
            if not _CREDIT_CODE.fullmatch(authority) or not folder.is_dir():
                return None
            self._stamps[authority] = _loaded(folder)
        return self._stamps[authority]


def _loaded(folder: Path) -> Stamp:
    signer, certificate = sm2.Signer((folder / "key.pem").read_bytes()), (folder / "cert.der").read_bytes()
    if not sm2.Verifier(certificate).verify(b"probe", signer.sign(b"probe")):
        raise sm2.UnreadableKey(f"{folder.name}: key.pem and cert.der do not belong together")
    return Stamp(signer, b64encode(certificate).decode())

"""The keys that sign tokens: a folder of P-256 keys, each named for its first day. The provider's use of joserfc.

The newest key whose day has come signs; every key in the folder is published, so that clients know the next one
before it signs and the last one while its tokens live. A key is withdrawn by taking its file away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from services.chassis import clock
from services.chassis.errors import SettingMissing

ALGORITHM = "ES256"
LEEWAY = 30
"""Seconds by which two clocks may differ."""


class NotOurs(Exception):
    """A token that this provider did not sign, or that is over."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A key and its first day."""

    key: ECKey
    since: date


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of the folder, oldest first."""

    dated: Sequence[Dated]
    days: int

    @classmethod
    def load(cls, folder: Path, days: int) -> "Keys":
        """Read the folder; raises SettingMissing unless there is one that signs today."""
        try:
            dated = [_read(file) for file in sorted(folder.glob("*.pem"))]
        except (OSError, ValueError) as error:
            raise SettingMissing(f"cannot start: a key in IDENTITY_SIGNING_KEYS is not usable ({error}).") from error
        keys = cls(dated, days)
        if not any(one.since <= _today() for one in dated):
            raise SettingMissing(f"cannot start: {folder} (IDENTITY_SIGNING_KEYS) has no key that may sign today.")
        return keys

    def signing(self) -> ECKey:
        """The key that signs now."""
        today = _today()
        return [one for one in self.dated if one.since <= today][-1].key

    def for_signing(self) -> KeySet:
        """The same, as a set: the library then names it (`kid`) in what it signs."""
        return KeySet([self.signing()])

    def public(self) -> Mapping[str, Any]:
        """What /jwks answers."""
        return {"keys": [_public(one.key) for one in self.dated]}

    def public_set(self) -> KeySet:
        """The same, for checking."""
        return KeySet.import_key_set(self.public())  # type: ignore[arg-type]

    def told(self) -> Sequence[Mapping[str, Any]]:
        """Every key with the days for which it may still sign; below nought it is overdue."""
        today = _today()
        return [
            {
                "kid": one.key.kid,
                "since": one.since.isoformat(),
                "days_left": (one.since + timedelta(days=self.days) - today).days,
                "signs": one.key.kid == self.signing().kid,
            }
            for one in self.dated
        ]

    def read(self, token: str, issuer: str, audience: str) -> Mapping[str, Any]:
        """The claims of one of our access tokens; raises NotOurs."""
        try:
            decoded = jwt.decode(token, self.public_set(), algorithms=[ALGORITHM])
            registry = jwt.JWTClaimsRegistry(
                now=int(clock.now().timestamp()),
                leeway=LEEWAY,
                iss={"essential": True, "value": issuer},
                aud={"essential": True, "value": audience},
                exp={"essential": True},
                sub={"essential": True},
            )
            registry.validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise NotOurs(type(error).__name__) from None
        return decoded.claims


def _read(file: Path) -> Dated:
    key = ECKey.import_key(file.read_text())
    if not key.is_private or key.curve_name != "P-256":
        raise ValueError(f"{file.name}: it must be a private key on P-256")
    named = ECKey.import_key(key.as_dict(private=True) | {"kid": key.thumbprint()})
    return Dated(named, date.fromisoformat(file.stem))


def _public(key: ECKey) -> Mapping[str, Any]:
    return {**key.as_dict(private=False), "use": "sig", "alg": ALGORITHM}


def _today() -> date:
    return clock.now().date()

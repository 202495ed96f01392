"""The key under which identity keeps things: persons' keys, and credentials. It lasts, while sealing keys come and go.

It follows from no key that opens what is sealed: that one is to be destroyed. `python -m services.identity.lasting OLD`
prints what an old single sealing key led to, so that its file can become one of several that end.
"""

import hmac
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from services.chassis.errors import SettingMissing
from services.chassis.sealed import lock, unlock

_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Keeping:
    """Locks and opens what is kept; raises Unreadable."""

    persons: str = field(repr=False)

    @classmethod
    def of(cls, keeping_key: str, unsealing: Path) -> Self:
        """Raises SettingMissing for a key that is none, and where there is none beside keys that end."""
        if keeping_key and not _KEY.fullmatch(keeping_key):
            raise SettingMissing("cannot start: IDENTITY_KEEPING_KEY must be 64 hex digits: `openssl rand -hex 32`.")
        if keeping_key:
            return cls(keeping_key)
        if unsealing.is_dir():
            raise SettingMissing(
                "cannot start: IDENTITY_KEEPING_KEY is not set, and is needed beside keys that end: 64 hex digits "
                "(`openssl rand -hex 32`; where there was a single key before, see docs/operators.md)."
            )
        return cls(led_to(unsealing.read_text()))

    def credential(self, data: dict[str, Any]) -> str:
        """A password's hash, or an activation, as it is kept."""
        return lock(self._credentials, data)

    def credential_in(self, token: str) -> dict[str, Any]:
        """What was kept that way."""
        return unlock(self._credentials, token)

    @property
    def _credentials(self) -> str:
        return hmac.digest(self.persons.encode(), b"credentials", "sha256").hex()


def led_to(private_pem: str) -> str:
    """What a single sealing key leads to; the way back is closed."""
    return hmac.digest(private_pem.encode(), b"the keys of persons", "sha256").hex()


if __name__ == "__main__":
    print(led_to(Path(sys.argv[1]).read_text()))  # noqa: T201 - to be kept as a secret

"""What the sign-in must be told before it starts; the environment names are IDENTITY_<FIELD>."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SsoSettings:
    """issuer: the address under which everybody reaches it, https outside one machine, without a trailing slash.

    unsealing_key, keeping_key: as identity's. login_key: as identity's, at least 32 characters.
    form_key: secret of at least 32 characters; ties a sign-in page to the browser that asked for it.
    signing_keys: folder of private keys (PEM, P-256), each named for its first day, as in `2026-11-21.pem`.
    clients: JSON file of those who may send people here to sign in (see `clients.py`).
    audience: the resource whose access tokens these are.
    access_seconds, code_seconds: how long an access token and a code are good.
    session_seconds: how long one sign-in lasts at most, however often it is refreshed.
    failures, lock_seconds: so many wrong passwords lock an account for so long.
    key_days: how long a key signs before the next one should.
    """

    issuer: str
    unsealing_key: Path
    login_key: str
    form_key: str
    signing_keys: Path
    clients: Path
    audience: str = "tongban"
    access_seconds: int = 600
    code_seconds: int = 60
    session_seconds: int = 8 * 3600
    failures: int = 5
    lock_seconds: int = 900
    key_days: int = 90
    keeping_key: str = field(default="", repr=False)

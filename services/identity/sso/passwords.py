"""Passwords: only their Argon2id hashes are kept. The only importer of argon2.

`python -m services.identity.sso.passwords` asks for a password and prints its hash, for the operator's list of staff.
"""

import getpass
import sys
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB, PASSES, LANES = 7_168, 5, 1
"""The least memory that OWASP recommends, with the passes that make up for it: a process keeps below its bound."""

AT_ONCE = 1
"""Checks at a time: each takes its memory and a core for thirty milliseconds."""

_HASHER = PasswordHasher(PASSES, MEMORY_KIB, LANES)
_checking = threading.BoundedSemaphore(AT_ONCE)

NOBODYS = "$argon2id$v=19$m=7168,t=5,p=1$bm9ib2R5J3Mgc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Checked for accounts that do not exist, so that time does not tell which do."""


def hashed(password: str) -> str:
    """The hash to keep; different each time."""
    return _HASHER.hash(password)


def belongs(password: str, kept: str) -> bool:
    """Whether the password is the one that was hashed."""
    with _checking:
        try:
            return _HASHER.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


if __name__ == "__main__":
    sys.stdout.write(hashed(getpass.getpass("password: ")) + "\n")

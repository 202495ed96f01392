"""One member of staff, one citizen, and what happens to their accounts."""

from datetime import UTC, datetime
from typing import Literal

from services.identity.account_messages import (
    ActivateAccount,
    Cause,
    CloseAccount,
    EndSession,
    OpenAccount,
    RecordSignIn,
)
from services.identity.accounts import digest_of

ACCOUNT = "account-0123456789abcdef01234567"
SESSIONS = ("0" * 32, "1" * 32, "2" * 32)
SEALED = "aa.bb.cc.dd.ee"
MORNING = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)


def opened_by(kind: Literal["staff", "citizen", "nobody"]) -> OpenAccount:
    """Complete for staff and for a citizen; for nobody, an officer without an office."""
    if kind == "citizen":
        return OpenAccount(ACCOUNT, "citizen", SEALED, person="person-0123456789abcdef01234567")
    office = ("11530000015100094M", "530000") if kind == "staff" else (None, None)
    return OpenAccount(ACCOUNT, "staff", SEALED, ("officer",), *office)


def sign_in(number: int = 0) -> RecordSignIn:
    """It worked."""
    return RecordSignIn(ACCOUNT, MORNING, "portal", session=SESSIONS[number])


def fail() -> RecordSignIn:
    """It did not."""
    return RecordSignIn(ACCOUNT, MORNING, "portal", reason="credentials-wrong")


def end(number: int = 0, cause: Cause = "signed-out") -> EndSession:
    """A session is to end."""
    return EndSession(ACCOUNT, SESSIONS[number], cause)


def close() -> CloseAccount:
    """Somebody left."""
    return CloseAccount(ACCOUNT, "left the authority")


def activate() -> ActivateAccount:
    """The citizen sets a password in place of the counter's code."""
    return ActivateAccount(ACCOUNT, "ff.gg.hh.ii.jj", digest_of(SEALED))

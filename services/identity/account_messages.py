"""What identity is told of accounts, what it records of them, and what an account can be.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["staff", "citizen"]
Role: TypeAlias = Literal["officer", "clerk", "supervisor", "finance"]
Cause: TypeAlias = Literal["signed-out", "revoked", "reused"]


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """Open an account; what is sealed is the password's hash. The service leaves it empty where it cannot be opened;
    `early`: the key that opens it may still be on its way here.
    """

    subject: str
    kind: Kind
    credential_sealed: str
    roles: tuple[Role, ...] = ()
    organisation: str | None = None
    office_province: str | None = None
    person: str | None = None
    level: int | None = None
    actor: str | None = None
    early: bool = False


@dataclass(frozen=True, slots=True)
class ActivateAccount:
    """The citizen has set a password: this credential takes the place of the one with that digest. `early` as above."""

    subject: str
    credential_sealed: str
    replaces: str
    early: bool = False


@dataclass(frozen=True, slots=True)
class CloseAccount:
    """Nobody shall sign in with it any more. `person`: only if it is this person's."""

    subject: str
    ground: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class RecordSignIn:
    """Somebody signed in (`session`), or did not (`reason`), at a client."""

    subject: str
    at: datetime
    client: str
    session: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class EndSession:
    """One session is to end, and everybody is to know."""

    subject: str
    session: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class AccountOpened:
    """Somebody can sign in."""

    kind: Kind
    credential_sealed: str
    roles: tuple[Role, ...]
    organisation: str | None
    office_province: str | None
    person: str | None
    level: int | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class AccountActivated:
    """The citizen has set a password."""

    credential_sealed: str


@dataclass(frozen=True, slots=True)
class AccountRefused:
    """It was not opened."""

    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """Nobody can sign in any more."""

    ground: str


@dataclass(frozen=True, slots=True)
class SignInSucceeded:
    """For the record: when, where, and which session began."""

    at: datetime
    client: str
    session: str


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """For the record: when, where, and why not. Never what was entered."""

    at: datetime
    client: str
    reason: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """Its tokens are worth nothing from now on."""

    account: str
    session: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """An account with which somebody can sign in. `ended`: sessions that are over. `level`: how surely it is the
    person's, where somebody saw to that when it was opened.
    """

    kind: Kind
    credential_sealed: str
    roles: tuple[Role, ...]
    organisation: str | None
    office_province: str | None
    person: str | None
    ended: tuple[str, ...] = ()
    level: int | None = None


@dataclass(frozen=True, slots=True)
class ClosedAccount:
    """An account of which only the record is left."""

    ended: tuple[str, ...] = ()


AccountCommand: TypeAlias = OpenAccount | ActivateAccount | CloseAccount | RecordSignIn | EndSession
AccountEvent: TypeAlias = (
    AccountOpened | AccountActivated | AccountRefused | AccountClosed | SignInSucceeded | SignInFailed | SessionEnded
)
AccountState: TypeAlias = OpenedAccount | ClosedAccount

ACCOUNT_COMMANDS = (OpenAccount, ActivateAccount, CloseAccount, RecordSignIn, EndSession)
ACCOUNT_EVENTS = (
    AccountOpened,
    AccountActivated,
    AccountRefused,
    AccountClosed,
    SignInSucceeded,
    SignInFailed,
    SessionEnded,
)

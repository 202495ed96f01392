"""Who signs in: the account as its stream tells it, read from identity's own store, and checked against a password."""

import hashlib
import hmac
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from typing import Any

from services.chassis import clock, codec
from services.chassis.epochs import Epochs
from services.chassis.sealed import Unreadable, account_of
from services.chassis.store import Store
from services.identity.account_messages import OpenedAccount
from services.identity.accounts import digest_of
from services.identity.decider import INITIAL, evolve
from services.identity.lasting import Keeping
from services.identity.messages import EVENTS, State, Verified
from services.identity.sso.passwords import NOBODYS, belongs, hashed
from services.identity.sso.records import Record
from services.identity.sso.settings import SsoSettings

_TYPES = codec.type_names(EVENTS)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has signed in, in one session, as the library passes them on."""

    account: str
    session: str
    auth_time: int
    kept: OpenedAccount
    level: int | None

    def get_user_id(self) -> str:
        """The subject of tokens."""
        return self.account

    def claims(self) -> Mapping[str, Any]:
        """What tokens say of them: roles and where they hold, or which person it is. Never a name."""
        kept = self.kept
        said = {
            "kind": kept.kind,
            "roles": list(kept.roles),
            "organisation": kept.organisation,
            "province": kept.office_province,
            "person": kept.person,
            "level": self.level,
        }
        return {"sid": self.session, **{name: value for name, value in said.items() if value}}


@dataclass(frozen=True, slots=True)
class People:
    """Accounts by login and by id."""

    store: Store
    login_key: str
    epochs: Epochs
    keeping: Keeping

    @classmethod
    def load(cls, store: Store, settings: SsoSettings) -> "People":
        """Raises SettingMissing for keys that open nothing."""
        epochs = Epochs(settings.unsealing_key, "IDENTITY_UNSEALING_KEY", opens=True)
        return cls(store, settings.login_key, epochs, Keeping.of(settings.keeping_key, settings.unsealing_key))

    def account(self, login: str) -> str:
        """The account of a login, whether there is one or not."""
        return account_of(self.login_key, login)

    def is_open(self, account: str) -> bool:
        """Whether somebody can sign in with it."""
        return isinstance(self._state(account), OpenedAccount)

    def proved(self, account: str, password: str) -> OpenedAccount | None:
        """The account, if the password is its own; takes as long for an account that does not exist."""
        state = self._state(account)
        proven = belongs(password, self._hash(state))
        return state if proven and isinstance(state, OpenedAccount) else None

    def kept_sealed(self, account: OpenedAccount) -> bool:
        """Whether its credential stands as it came, from before credentials were kept under a key that lasts."""
        try:
            self.keeping.credential_in(account.credential_sealed)
        except Unreadable:
            return True
        return False

    def holder(self, session: Record) -> Holder | None:
        """Whoever holds a session; None when the account was closed."""
        account = session.doc["account"]
        state = self._state(account)
        if not isinstance(state, OpenedAccount):
            return None
        return Holder(account, session.key, session.doc["auth_time"], state, self._level(state))

    def activating(self, account: str, code: str) -> str | None:
        """What names the credential that a password may take the place of; None for a wrong code, or one that is
        used or too old.
        """
        state = self._state(account)
        kept = self._credential(state)
        right, until = str(kept.get("activation_sha256", "")), str(kept.get("activation_until", ""))
        said = hashlib.sha256(code.strip().upper().encode()).hexdigest()
        if not hmac.compare_digest(said, right) or until < clock.now_stamp() or not isinstance(state, OpenedAccount):
            return None
        return digest_of(state.credential_sealed)

    def sealed(self, password: str) -> str:
        """A credential with this password."""
        return self.epochs.seal({"password_hash": hashed(password)})

    def _level(self, account: OpenedAccount) -> int | None:
        """The surer of what the register said and of what was seen when the account was opened."""
        person = self._state(account.person) if account.person else None
        levels = (account.level, person.level if isinstance(person, Verified) else None)
        return max((level for level in levels if level is not None), default=None)

    def _hash(self, state: State) -> str:
        return str(self._credential(state).get("password_hash", NOBODYS))

    def _credential(self, state: State) -> Mapping[str, Any]:
        if not isinstance(state, OpenedAccount):
            return {}
        for opened in (self.keeping.credential_in, self.epochs.open):
            with suppress(Unreadable):
                return opened(state.credential_sealed)
        return {}

    def _state(self, stream: str) -> State:
        commits = self.store.load([stream]).get(stream, [])
        events = (event for commit in commits for event in commit["events"])
        known: State = INITIAL
        return reduce(evolve, (codec.convert(one["data"], _TYPES[one["type"]]) for one in events), known)

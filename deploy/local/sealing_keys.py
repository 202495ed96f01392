"""Sealing keys of one machine, by epochs (services/chassis/epochs.py): made, replaced, destroyed at their end.

<secrets>/<capability>-keys/private/<first>_<last>.pem    opens; for the capability alone
<secrets>/<capability>-keys/public/<first>_<last>.pem     seals; for the portal
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.local.secrets import Secrets
from deploy.local.trouble import Trouble
from services.chassis import clock
from services.chassis.epochs import Term, terms
from services.chassis.sealed import new_key_pair
from services.identity.lasting import led_to

SEALING_DAYS = 30
"""A key seals for so long; then `tongban up` makes the next."""

OPENING_DAYS: Mapping[str, int] = {"identity": 35, "logistics": 100}
"""And opens for so long after that, which is as long as what it sealed may be needed. Names and numbers: until a case
is handed to another province, after supplement, examination and review of the person, five working days each, over a
holiday. Addresses: to the end of a case, 20 working days by law, extended by ten, five and five before that, 15 for
whoever has a parcel returned; and two weeks for what is parked. Longer cases enter it anew (docs/adr/0021).
"""


KEEPING = "identity-keeping"


def make_sealing_keys(secrets: Secrets) -> None:
    """See to the keys of both capabilities, and to the one under which identity keeps things beside them."""
    keeping_key(secrets)
    for keys in every(secrets):
        keys.adopt()
        keys.keep()


def keeping_key(secrets: Secrets) -> str:
    """Under which identity keeps things; whoever asks first, it is what the single key of before has led to."""
    old = secrets.folder / "identity.private.pem"
    if old.exists() and not (secrets.folder / KEEPING).exists():
        secrets.keep(KEEPING, led_to(old.read_text()))
    return secrets.text(KEEPING)


def every(secrets: Secrets) -> "list[SealingKeys]":
    """The keys of each capability for which something is sealed."""
    return [SealingKeys(capability, secrets) for capability in OPENING_DAYS]


@dataclass(frozen=True, slots=True)
class SealingKeys:
    """The keys of one capability."""

    capability: str
    secrets: Secrets

    @property
    def private(self) -> Path:
        """The folder that the capability opens with."""
        return self._place / "private"

    @property
    def public(self) -> Path:
        """The folder that the portal seals with."""
        return self._place / "public"

    def held(self) -> dict[str, Term]:
        """Every key that is here, oldest first; one without its public half is not yet, or no more, sealed with."""
        return terms(self.private)

    def keep(self) -> None:
        """See that there is a key to seal with that is not too old, and none that has ended."""
        self.destroy_ended()
        since = max((term.first for term in terms(self.public).values()), default=None)
        if since is None or clock.now() - since > timedelta(days=SEALING_DAYS):
            self.rotate()

    def rotate(self, days: float | None = None) -> str:
        """Make the key that seals from now on; it ends after so many days. Returns its name; raises Trouble."""
        self.destroy_ended()
        first = clock.now().replace(microsecond=0)
        life = SEALING_DAYS + OPENING_DAYS[self.capability] if days is None else days
        name = Term(first, first + timedelta(seconds=max(1, round(life * 86_400)))).name
        if any(term.first >= first for term in self.held().values()):
            raise Trouble(f"{self.capability} has a key that begins now, or later", "wait a second, then try again")
        self._keep(name, *new_key_pair())
        return name

    def destroy(self, name: str) -> None:
        """Destroy a key before its end; raises Trouble for one that is not here, or the only one that seals."""
        if name not in self.held():
            raise Trouble(f"{self.capability} has no key {name}", "`tongban keys list` shows them")
        if set(terms(self.public)) == {name}:
            raise Trouble(f"{self.capability} has no other key to seal with", "`tongban keys rotate` first")
        self._destroy(name)

    def destroy_ended(self) -> list[str]:
        """Destroy what has ended; returns the names."""
        now = clock.now()
        ended = [name for name, term in (self.held() | terms(self.public)).items() if term.last <= now]
        for name in ended:
            self._destroy(name)
        return ended

    def adopt(self) -> None:
        """Take over the single pair that there was before: it opens for as long as others would, and seals no more."""
        private, public = (self.secrets.folder / f"{self.capability}.{half}.pem" for half in ("private", "public"))
        if private.exists() and public.exists():
            first = datetime.fromtimestamp(private.stat().st_mtime, UTC).replace(microsecond=0) - timedelta(seconds=1)
            last = clock.now().replace(microsecond=0) + timedelta(days=OPENING_DAYS[self.capability])
            self._keep(Term(first, last).name, private.read_text(), public.read_text())
            self.rotate()
        private.unlink(missing_ok=True)
        public.unlink(missing_ok=True)

    def _keep(self, name: str, private: str, public: str) -> None:
        """First the half that opens: nothing may be sealed that nobody can open."""
        for folder, half in ((self.private, private), (self.public, public)):
            self.secrets.keep(os.fspath(folder.relative_to(self.secrets.folder) / f"{name}.pem"), half)

    def _destroy(self, name: str) -> None:
        """First the half that seals, for the same reason."""
        for folder in (self.public, self.private):
            (folder / f"{name}.pem").unlink(missing_ok=True)

    @property
    def _place(self) -> Path:
        return self.secrets.folder / f"{self.capability}-keys"

"""Where the things of one machine live: one folder, `.local/` of the checkout unless told otherwise."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.trouble import Trouble

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one machine, and the places in it."""

    folder: Path

    @classmethod
    def here(cls) -> "Home":
        """`TONGBAN_HOME`, else `.local/` of the checkout."""
        return cls(Path(os.environ.get("TONGBAN_HOME") or CHECKOUT / ".local").resolve())

    @property
    def run(self) -> Path:
        """One file per running process: its id and when it began."""
        return self.folder / "run"

    @property
    def log(self) -> Path:
        """What each process writes, `<name>.log`."""
        return self.folder / "log"

    @property
    def broker(self) -> Path:
        """Data, cookie and configuration of the private broker."""
        return self.folder / "broker"

    @property
    def store(self) -> Path:
        """Data of the private store."""
        return self.folder / "store"

    @property
    def secrets(self) -> Path:
        """Generated once and kept: callback secrets, tokens, key pairs."""
        return self.folder / "secrets"

    @property
    def seal_keys(self) -> Path:
        """The seal keys of the stand-in authorities."""
        return self.folder / "seal-keys"

    @property
    def stand_ins(self) -> Path:
        """What the stand-ins remember, so that a restart keeps their orders and parcels."""
        return self.folder / "stand-ins"

    @property
    def ports(self) -> Path:
        """The loopback ports that were chosen, so that a restart keeps them."""
        return self.folder / "ports.json"


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """Hold the machine for one `up` or `down` at a time; the kernel lets go when the process ends, however it ends."""
    home.folder.mkdir(parents=True, exist_ok=True)
    with (home.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            what = f"another `tongban up` or `tongban down` is at work in {home.folder}"
            raise Trouble(what, "wait until it has ended, then try again") from error
        yield

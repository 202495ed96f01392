"""Which store one machine uses: MONGODB_URI, else `mongod` if installed, else the embedded nx-27017."""

import os
import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from deploy.local.home import CHECKOUT
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.probe import Address, accepts, wait_until
from deploy.local.processes import Processes, Program
from deploy.local.trouble import Trouble

NAME = "store"
STARTS_WITHIN = 30.0
"""Seconds; nx-27017 needs one, mongod two."""


@dataclass(frozen=True, slots=True)
class StoreServer:
    """A store of one's own in one folder. `launch` and `wait` are `start` in two steps."""

    folder: Path
    processes: Processes
    ports: Ports

    @classmethod
    def alone(cls, folder: Path) -> "StoreServer":
        """A store that shares its folder with nothing else; for tests."""
        return cls(folder, Processes(folder / "run", folder / "log"), Ports(folder / "ports.json"))

    @property
    def address(self) -> Address:
        """Where it listens."""
        return Address(LOOPBACK, self.ports.of(NAME))

    @property
    def uri(self) -> str:
        """How clients reach it."""
        return f"mongodb://{self.address}/"

    @property
    def line(self) -> str:
        """What it is, for the person who starts it."""
        if mongod():
            return f"MongoDB (mongod) on {self.address}, data in {self.folder / 'mongod'}"
        return f"embedded nx-27017 on {self.address}, data in {self.folder / 'nx-27017'}; for this one machine only"

    def start(self) -> str:
        """Start it and return its URI once it takes connections; one that runs already is left alone."""
        self.launch()
        self.wait()
        return self.uri

    def launch(self) -> None:
        """Start it; takes no time."""
        if self.processes.find(NAME) is not None:
            return
        port = str(self.ports.free(NAME))
        program = mongod()
        data = self.folder / ("mongod" if program else "nx-27017")
        data.mkdir(parents=True, exist_ok=True)
        command = _mongod(program, data, port) if program else _embedded(data, port)
        self.processes.start(Program(NAME, command, {"PYTHONPATH": str(CHECKOUT)}))

    def wait(self) -> None:
        """Wait until it takes connections."""

        def settled() -> bool:
            return accepts(self.address) or self.processes.find(NAME) is None

        if not (wait_until(settled, STARTS_WITHIN) and accepts(self.address)):
            remedy = f"read {self.processes.log_of(NAME)}"
            raise Trouble("the private store did not start", remedy, self.processes.last_words(NAME))

    def stop(self) -> None:
        """End it; what it acknowledged is on the disk."""
        self.processes.stop([NAME])


def mongod() -> str | None:
    """The installed MongoDB server, if there is one."""
    return shutil.which("mongod")


def _mongod(program: str, data: Path, port: str) -> tuple[str, ...]:
    return (program, "--dbpath", str(data), "--port", port, "--bind_ip", LOOPBACK, "--nounixsocket", "--quiet")


def _embedded(data: Path, port: str) -> tuple[str, ...]:
    if find_spec("nx_27017") is None:
        raise Trouble("the embedded store nx-27017 is not installed", "type `make`, or set MONGODB_URI")
    pid_file, log_file = data.parent / "nx-27017.pid", os.devnull  # its messages come by standard error as well
    where = ("--data-dir", str(data), "--host", LOOPBACK, "-p", port)
    files = ("--log-file", log_file, "--pid-file", str(pid_file))
    return (sys.executable, "-m", "deploy.local.embedded_store", *where, *files)

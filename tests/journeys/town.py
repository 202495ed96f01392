"""A town: one private machine, used as operators use it, by `tongban` and nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deploy.cli.walking import Walked, opened, settled, walk
from deploy.local.home import CHECKOUT, Home
from deploy.local.machine import Machine
from deploy.local.ports import is_free
from deploy.local.probe import is_ready, wait_until
from deploy.local.suite import SERVICES, services

ORDER_SECONDS = "12"
"""How long an order can be paid here: who pays, pays at once."""

WITHIN = 180.0
"""Seconds for any one command."""


@dataclass(frozen=True, slots=True)
class Town:
    """Everything of it lies in one folder; broker and store are its own."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What its commands and processes are told."""
        foreign = {"AMQP_URI", "MONGODB_URI", "PROVINCE", "DATABASE_PREFIX"}
        inherited = {name: value for name, value in os.environ.items() if name not in foreign}
        own = {"TONGBAN_HOME": str(self.folder), "ORDER_SECONDS": ORDER_SECONDS, "COLUMNS": "200"}
        return {**inherited, **own, "PYTHONPATH": str(CHECKOUT), "PYTHONWARNINGS": "ignore"}

    @property
    def machine(self) -> Machine:
        """To look at its ports and processes."""
        return Machine(Home(self.folder), self.environment)

    def tongban(self, *arguments: str, expected: int = 0) -> str:
        """One command; what it printed. Any other exit code than `expected` fails the test."""
        command = (sys.executable, "-c", "from deploy.cli.main import main; main()", *arguments)
        done = subprocess.run(
            command, cwd=CHECKOUT, env=self.environment, capture_output=True, text=True, check=False, timeout=WITHIN
        )
        assert done.returncode == expected, f"{arguments} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def pids(self) -> dict[str, int | None]:
        """Every process by name."""
        processes = self.machine.processes
        return {name: processes.find(name) for name in processes.names()}

    def read(self, service: str) -> Walked:
        """A service's store, whole."""
        return walk(self.machine.mongodb_uri, service)

    def events(self, service: str, stream: str) -> dict[str, dict[str, Any]]:
        """The events of a stream so far, by their names."""
        with opened(self.machine.mongodb_uri, service) as store:
            commits = store.load([stream]).get(stream, [])
        return {event["type"]: event["data"] for commit in commits for event in commit["events"]}

    def said(self, service: str) -> Iterator[dict[str, Any]]:
        """Every message that a service's commits have sent."""
        with opened(self.machine.mongodb_uri, service) as store:
            yield from [message for stream in store.walk() for commit in stream for message in commit["outbox"]]

    def settle(self) -> None:
        """Wait until nothing that was committed is still being sent."""
        assert settled(self.machine.mongodb_uri, SERVICES)

    @contextmanager
    def retold(self, name: str, **settings: str) -> Iterator[None]:
        """One of its services runs with other settings inside of the block, and with its own ones afterwards."""
        self.restart(name, **settings)
        try:
            yield
        finally:
            self.restart(name)

    def restart(self, name: str, **settings: str) -> None:
        """End one of its services and begin it again, with its own settings but for these."""
        part = next(one for one in services(self.machine) if one.name == name)
        processes, program = self.machine.processes, part.program
        processes.stop([name])
        assert wait_until(lambda: is_free(part.port), 30)
        processes.start(replace(program, environment={**program.environment, **settings}))
        assert wait_until(lambda: is_ready(part.port), 30), processes.last_words(name)

    @contextmanager
    def tampered(self, service: str) -> Iterator[str]:
        """One commit of a service, named, changed by hand; put right again afterwards."""
        with opened(self.machine.mongodb_uri, service) as store:
            commits = store.database["commits"]
            genuine = commits.find_one({"version": 1})
            assert genuine is not None
            commits.update_one({"_id": genuine["_id"]}, {"$set": {"province": "990000"}})
            yield str(genuine["_id"])
            commits.update_one({"_id": genuine["_id"]}, {"$set": {"province": genuine["province"]}})

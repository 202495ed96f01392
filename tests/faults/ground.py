"""What a fault run stands on: a private machine whose services reach broker and store over lines that can be cut."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from deploy.local.broker import PrivateBroker
from deploy.local.down import down
from deploy.local.home import CHECKOUT, Home
from deploy.local.machine import Machine
from deploy.local.ports import LOOPBACK
from deploy.local.probe import Address, accepts, wait_until
from deploy.local.processes import Processes, Program
from deploy.local.store_server import StoreServer
from deploy.local.suite import Part, services, stand_ins
from deploy.local.up import up

ORDER_SECONDS = 240
"""An order must outlive every outage; who never pays waits so long."""

LINE_WITHIN = 30.0

LINES = ("bus-line", "store-line")


@dataclass(frozen=True, slots=True)
class Ground:
    """`bed` is the machine with its private broker and store; `machine` is what the services see of it."""

    bed: Machine
    machine: Machine

    @classmethod
    def fresh(cls) -> "Ground":
        """A machine in `faults/` of the usual home; what an earlier run left there is stopped and forgotten."""
        home = Home(Home.here().folder / "faults")
        bed = Machine(home, {})
        down(bed)
        shutil.rmtree(home.folder, ignore_errors=True)
        home.folder.mkdir(parents=True)
        return cls(bed, Machine(home, _seen_environment(bed)))

    @property
    def processes(self) -> Processes:
        """Everything that runs here."""
        return self.bed.processes

    @property
    def broker(self) -> PrivateBroker:
        """The broker behind its line."""
        return PrivateBroker(self.bed.home.broker, self.bed.processes, self.bed.ports)

    @property
    def store(self) -> StoreServer:
        """The store behind its line."""
        return StoreServer(self.bed.home.store, self.bed.processes, self.bed.ports)

    @property
    def parts(self) -> list[Part]:
        """The stand-ins and the services."""
        return [*stand_ins(self.machine), *services(self.machine)]

    def line(self, name: str) -> Program:
        """The program that is the line with this name."""
        beyond = self.broker.address if name == "bus-line" else self.store.address
        command = (sys.executable, "-m", "tests.faults.proxy", str(self.bed.ports.of(name)), str(beyond.port))
        return Program(name, command, {"PYTHONPATH": str(CHECKOUT)})

    def start(self) -> None:
        """Broker, store, the lines to them, stand-ins and services; returns when all are ready."""
        self.broker.launch()
        self.store.launch()
        self.store.wait()
        self.broker.wait()
        for name in LINES:
            self.processes.start(self.line(name))
            address = Address(LOOPBACK, self.bed.ports.of(name))
            if not wait_until(partial(accepts, address), LINE_WITHIN):
                raise RuntimeError(f"{name}: {self.processes.last_words(name)}")
        up(self.machine)

    def stop(self) -> None:
        """End everything; what is frozen is woken first."""
        down(self.bed)


def _seen_environment(bed: Machine) -> Mapping[str, str]:
    """Broker and store where the lines begin."""
    broker, store = bed.broker, bed.store
    if broker is None or store is None:
        raise RuntimeError("a fault run kills broker and store, so it has its own")
    bus, stored = (Address(LOOPBACK, bed.ports.of(name)) for name in LINES)
    return {
        "AMQP_URI": broker.uri().replace(str(broker.address), str(bus)),
        "MONGODB_URI": store.uri.replace(str(store.address), str(stored)),
        "ORDER_SECONDS": str(ORDER_SECONDS),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
    }

"""One machine as a whole: its folder, ports, secrets and processes, and which broker and store it uses."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.local.broker import PrivateBroker
from deploy.local.home import Home
from deploy.local.ports import Ports
from deploy.local.probe import Address, accepts, speaks_amqp
from deploy.local.processes import Processes
from deploy.local.secrets import Secrets
from deploy.local.store_server import StoreServer
from deploy.local.trouble import Trouble

AMQP_PORT, MONGODB_PORT = 5672, 27017


@dataclass(frozen=True, slots=True)
class Machine:
    """Made from a home and the terminal's environment; looks, but starts nothing."""

    home: Home
    environment: Mapping[str, str]

    @classmethod
    def here(cls) -> "Machine":
        """The machine that this checkout stands on."""
        return cls(Home.here(), os.environ)

    @property
    def processes(self) -> Processes:
        """What runs here."""
        return Processes(self.home.run, self.home.log)

    @property
    def ports(self) -> Ports:
        """Where it listens."""
        return Ports(self.home.ports)

    @property
    def secrets(self) -> Secrets:
        """What nobody else knows."""
        return Secrets(self.home.secrets)

    @property
    def broker(self) -> PrivateBroker | None:
        """The private broker, unless AMQP_URI names another."""
        return None if self.environment.get("AMQP_URI") else PrivateBroker(self.home.broker, self.processes, self.ports)

    @property
    def store(self) -> StoreServer | None:
        """The private store, unless MONGODB_URI names another."""
        return None if self.environment.get("MONGODB_URI") else StoreServer(self.home.store, self.processes, self.ports)

    @property
    def amqp_uri(self) -> str:
        """The bus."""
        return self.broker.uri() if self.broker else self.environment["AMQP_URI"]

    @property
    def mongodb_uri(self) -> str:
        """The store."""
        return self.store.uri if self.store else self.environment["MONGODB_URI"]

    @property
    def bus_line(self) -> str:
        """Which bus it is, without its password."""
        if self.broker:
            return f"private RabbitMQ on {self.broker.address}, data in {self.broker.folder}"
        return f"RabbitMQ at {Address.of(self.amqp_uri, AMQP_PORT)} (AMQP_URI)"

    @property
    def store_line(self) -> str:
        """Which store it is, without its password."""
        return self.store.line if self.store else f"{Address.of(self.mongodb_uri, MONGODB_PORT)} (MONGODB_URI)"

    def ensure_bus(self) -> None:
        """Trouble unless a broker answers."""
        address = Address.of(self.amqp_uri, AMQP_PORT)
        if not speaks_amqp(address):
            remedy = "type `tongban up`" if self.broker else "start it, or unset AMQP_URI to get a private one"
            raise Trouble(f"no broker answers at {address}", remedy)

    def ensure_store(self) -> None:
        """Trouble unless a store answers; a `mongodb+srv` name is left for the driver to look up."""
        address = Address.of(self.mongodb_uri, MONGODB_PORT)
        if not self.mongodb_uri.startswith("mongodb+srv:") and not accepts(address):
            remedy = "type `tongban up`" if self.store else "start it, or unset MONGODB_URI to get a private one"
            raise Trouble(f"no store answers at {address}", remedy)

"""What tests stand on: a real broker and a real store, one of each a run, started only when a test asks."""

import itertools
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from deploy.local.broker import PrivateBroker
from deploy.local.store_server import StoreServer

AT_ONCE = 20
"""Virtual hosts made by one command: the command takes half a second, a virtual host twenty milliseconds."""


@dataclass
class Bus:
    """The broker of this run. `private` is None where AMQP_URI named one; then all tests share its virtual host."""

    uri: str
    private: PrivateBroker | None
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _spare: list[str] = field(default_factory=list)

    def fresh_uri(self) -> str:
        """The address of a virtual host that nobody has used."""
        if self.private is None:
            return self.uri
        if not self._spare:
            self._spare = self.private.add_vhosts([f"test-{next(self._numbers)}" for _ in range(AT_ONCE)])
        return self._spare.pop()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bus]:
    """A RabbitMQ: the one at AMQP_URI, else a private node that ends with the run."""
    if given := os.environ.get("AMQP_URI"):
        yield Bus(given, None)
        return
    folder = tmp_path_factory.mktemp("broker")
    private = PrivateBroker.alone(folder)
    try:
        yield Bus(private.start(), private)
    finally:
        private.stop()
        shutil.rmtree(folder)


@pytest.fixture
def amqp_uri(broker: Bus) -> str:
    """A virtual host of one's own on a running RabbitMQ."""
    return broker.fresh_uri()


@pytest.fixture(scope="session")
def store_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A MongoDB-protocol store: the one at MONGODB_URI, else `mongod` or nx-27017, which ends with the run."""
    if given := os.environ.get("MONGODB_URI"):
        yield given
        return
    folder = tmp_path_factory.mktemp("store")
    private = StoreServer.alone(folder)
    try:
        yield private.start()
    finally:
        private.stop()
        shutil.rmtree(folder)


_databases = itertools.count()


@pytest.fixture
def store_name() -> str:
    """The name of a database that nobody has used."""
    return f"test_{os.getpid()}_{next(_databases)}"

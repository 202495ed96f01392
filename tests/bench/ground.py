"""Where the bench runs: a broker and a store of its own, a collector that swallows spans; all ended by process id."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.broker import PrivateBroker
from deploy.local.store_server import StoreServer
from tests.bench.collector import Collector

AT_ONCE = 20
"""Virtual hosts made by one command: the command takes half a second, a virtual host twenty milliseconds."""


@dataclass
class Ground:
    """Every run gets a virtual host and a database that nobody has used."""

    folder: Path
    broker: PrivateBroker
    store: StoreServer
    collector: Collector
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _spare: list[str] = field(default_factory=list)

    def fresh_vhost(self) -> str:
        """The address of a new virtual host."""
        if not self._spare:
            self._spare = self.broker.add_vhosts([f"bench-{next(self._numbers)}" for _ in range(AT_ONCE)])
        return self._spare.pop()

    def fresh_name(self) -> str:
        """A name that nobody has used: of a database, a folder, a process."""
        return f"bench{next(self._numbers)}"


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """Start broker, store and collector in a folder; end them whatever happens."""
    broker, store = PrivateBroker.alone(folder / "broker"), StoreServer.alone(folder / "store")
    collector = Collector()
    try:
        broker.launch()
        store.start()
        broker.wait()
        yield Ground(folder, broker, store, collector)
    finally:
        collector.close()
        broker.stop()
        store.stop()

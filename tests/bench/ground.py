"""Where the bench runs: a broker and a store of its own, a collector that swallows spans; all ended by process id."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.broker import PrivateBroker
from deploy.local.processes import Processes
from deploy.local.store_server import NAME, StoreServer
from tests.bench.collector import Collector

AT_ONCE = 20
"""Virtual hosts made by one command: the command takes half a second, a virtual host twenty milliseconds."""


@dataclass
class Ground:
    """`fresh_vhost`: the address of a virtual host that nobody has used. `pids`: of whose work is counted with ours."""

    folder: Path
    processes: Processes
    fresh_vhost: Callable[[], str]
    store_uri: str
    collector: Collector
    pids: Mapping[str, int] = field(default_factory=dict)
    prefix: str = "bench"
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def fresh_name(self) -> str:
        """A name that nobody has used, letters and digits: of a database, of the streams of a lap."""
        return f"{self.prefix}x{next(self._numbers)}"


def children(folder: Path) -> Processes:
    """The contenders' processes, one at a time."""
    return Processes(folder / "run", folder / "log")


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """Start broker, store and collector in a folder; end them whatever happens."""
    broker, store = PrivateBroker.alone(folder / "broker"), StoreServer.alone(folder / "store")
    collector = Collector()
    try:
        broker.launch()
        store_uri = store.start()
        broker.wait()
        started = {"broker": broker.processes.find("rabbitmq"), "store": store.processes.find(NAME)}
        pids = {name: pid for name, pid in started.items() if pid is not None}
        yield Ground(folder, children(folder), _vhosts(broker).__next__, store_uri, collector, pids)
    finally:
        collector.close()
        broker.stop()
        store.stop()


def _vhosts(broker: PrivateBroker) -> Iterator[str]:
    numbers = itertools.count()
    while True:
        yield from broker.add_vhosts([f"bench-{next(numbers)}" for _ in range(AT_ONCE)])

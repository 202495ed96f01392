"""A store that cannot write says so: what it did not keep it does not acknowledge, and what it kept stays."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.local.store_server import NAME, StoreServer, mongod
from services.chassis.errors import Unavailable
from services.chassis.store import Store
from services.chassis.stored import ViewDocument
from services.chassis.testing.samples import AWKWARD, commits_of

SMALLEST_FILE = 4_096


@dataclass(frozen=True, slots=True)
class Full:
    """A store of one's own whose disk can be full."""

    server: StoreServer
    store: Store

    @contextmanager
    def full(self) -> Iterator[None]:
        """No file of it may grow meanwhile; the process is told what a full disk tells it."""
        pid = self.server.processes.find(NAME)
        assert pid is not None
        usual = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (SMALLEST_FILE, usual[1]))
        yield
        resource.prlimit(pid, resource.RLIMIT_FSIZE, usual)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Full]:
    """A store with something in it."""
    if mongod():
        pytest.skip("mongod ends itself at this limit; it is the embedded store that is examined here")
    server = StoreServer.alone(tmp_path)
    try:
        store = Store.open(server.start(), "full")
        store.append(commits_of("kept", 1, [AWKWARD]))
        store.put_unsent(["kept@1"], 1)
        store.put_deadlines([{"_id": "kept", "due": 1, "stream": "kept", "message": {}}])
        store.insert_views("shelf", [view("kept", 1)])
        yield Full(server, store)
        store.close()
    finally:
        server.stop()


def view(key: str, rev: int) -> ViewDocument:
    """A document of a view."""
    return {"_id": key, "rev": rev, "changed": rev, "parts": {}, "doc": {"rev": rev}}


WRITES: dict[str, Callable[[Store], Any]] = {
    "a commit": lambda store: store.append(commits_of("new", 1, [AWKWARD])),
    "many commits": lambda store: store.append([commits_of(f"new-{n}", 1, [AWKWARD])[0] for n in range(50)]),
    "what is unsent": lambda store: store.put_unsent(["new@1"], 2),
    "what is sent at last": lambda store: store.drop_unsent(["kept@1"]),
    "a deadline": lambda store: store.put_deadlines([{"_id": "new", "due": 1, "stream": "new", "message": {}}]),
    "a deadline met": lambda store: store.drop_deadlines(["kept"]),
    "a view's document": lambda store: store.insert_views("shelf", [view("new", 1)]),
    "a change of one": lambda store: store.update_views("shelf", [view("kept", 2)]),
}


def contents(store: Store) -> tuple[Any, ...]:
    """Everything that is in it."""
    commits = [commit for stream in store.walk() for commit in stream]
    return commits, store.unsent(10), store.due_deadlines(10, 10), store.list_view("shelf", {}, 10)


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_that_was_not_kept_is_not_acknowledged(disk: Full, write: Callable[[Store], Any]) -> None:
    """It is Unavailable, nothing of it is there, and it succeeds when there is room again."""
    before = contents(disk.store)

    with disk.full():
        for _ in range(3):
            with pytest.raises(Unavailable):
                write(disk.store)
        assert contents(disk.store) == before

    assert contents(disk.store) == before
    write(disk.store)
    assert contents(disk.store) != before


def test_what_was_kept_outlives_a_full_disk_and_a_kill(disk: Full) -> None:
    """And what is written after there is room again is kept as ever."""
    with disk.full(), pytest.raises(Unavailable):
        disk.store.append(commits_of("new", 1, [AWKWARD]))
    disk.store.append(commits_of("after", 1, [AWKWARD]))
    before = contents(disk.store)
    pid = disk.server.processes.find(NAME)

    disk.server.processes.stop([NAME], patience=0)
    disk.server.start()

    assert disk.server.processes.find(NAME) != pid
    assert contents(disk.store) == before

"""What the store acknowledged is there after it was killed."""

import os
import signal
import threading
from pathlib import Path

from deploy.local.store_server import NAME, StoreServer
from services.chassis.commits import Commit, faults
from services.chassis.errors import Unavailable
from services.chassis.store import Store
from services.chassis.testing.samples import AWKWARD, commits_of

ENOUGH = 400
"""Commits acknowledged before the kill, so that it falls among many more on their way."""


class Writer(threading.Thread):
    """Writes streams of three commits each, a few at a time, until the store is gone."""

    def __init__(self, store: Store, name: str, enough: threading.Semaphore) -> None:
        super().__init__(daemon=True)
        self.store, self.stream, self.enough = store, name, enough
        self.acknowledged: dict[str, list[Commit]] = {}

    def run(self) -> None:
        """Each insert that returns without naming a duplicate is a promise."""
        for number in range(1_000_000):
            stream = f"{self.stream}-{number}"
            for commit in commits_of(stream, 3, [AWKWARD]):
                try:
                    assert self.store.append([commit]) == set()
                except Unavailable:
                    return
                self.acknowledged.setdefault(stream, []).append(commit)
                self.enough.release()


def test_nothing_that_was_acknowledged_is_lost_when_the_store_is_killed(tmp_path: Path) -> None:
    """SIGKILL in the middle of writing: every promise is kept, every chain holds."""
    server = StoreServer.alone(tmp_path)
    try:
        store = Store.open(server.start(), "killed")
        enough = threading.Semaphore(0)
        writers = [Writer(store, name, enough) for name in ("ann", "bob")]
        for writer in writers:
            writer.start()
        for _ in range(ENOUGH):
            assert enough.acquire(timeout=20)
        pid = server.processes.find(NAME)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        for writer in writers:
            writer.join(timeout=30)
        server.processes.stop([NAME])
        server.start()

        for writer in writers:
            assert not writer.is_alive()
            kept = store.load(writer.acknowledged)
            for stream, commits in writer.acknowledged.items():
                assert kept[stream][: len(commits)] == commits
                assert list(faults(kept[stream])) == []
        store.close()
    finally:
        server.stop()

"""Several batches at a time: while one waits for the store, the next decides on other streams, and on no others."""

import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.chassis.commits import Commit
from services.chassis.errors import Unavailable
from services.chassis.testing.mail import delivery
from services.chassis.turns import Turns
from tests.chassis.house import House, serve, table
from tests.chassis.test_batches import TEAS, served

TABLE, OTHER = table(7), table(8)
SOON = 10.0
"""Seconds; what is to happen takes a few milliseconds."""


class Slow:
    """A store whose `append` of certain streams waits for a gate, and then perhaps fails once."""

    def __init__(self, store: Any, streams: Sequence[str], fault: Exception | None = None) -> None:
        self._store, self._streams, self._faults = store, streams, [fault] if fault else []
        self.reached, self.gate = threading.Event(), threading.Event()

    def __getattr__(self, name: str) -> Any:
        """All else is the store's own."""
        return getattr(self._store, name)

    def append(self, commits: Sequence[Commit]) -> set[str]:
        """Wait where a stream asks for it."""
        if any(commit["stream"] in self._streams for commit in commits):
            self.reached.set()
            assert self.gate.wait(SOON)
            if self._faults:
                raise self._faults.pop()
        taken: set[str] = self._store.append(commits)
        return taken


def begun(work: Callable[[], object]) -> threading.Thread:
    """A thread that does it."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def until(reached: Callable[[], object]) -> None:
    """Wait for it."""
    end = time.monotonic() + SOON
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_while_one_batch_waits_for_the_store_another_decides_on_other_tables(twins: House) -> None:
    """It is committed and said before the first is."""
    slow = Slow(twins.store, [TABLE])
    replica = twins.hire(store=slow)
    first = begun(lambda: replica.handle([delivery(serve(TABLE, "green"))]))
    assert slow.reached.wait(SOON)

    replica.handle([delivery(serve(OTHER, "white"))])

    assert list(twins.streams()) == [OTHER]
    slow.gate.set()
    first.join(SOON)
    assert served(twins.streams()[TABLE]) == ["green"]


@pytest.mark.parametrize("fault", [None, Unavailable("not now")], ids=["", "after a failure"])
def test_of_one_table_the_later_batch_waits_for_the_earlier(twins: House, fault: Exception | None) -> None:
    """Its other tables do not wait with it; if the earlier fails, it comes behind, as it always did."""
    slow = Slow(twins.store, [TABLE], fault)
    replica = twins.hire(store=slow)
    first = begun(lambda: replica.handle([delivery(serve(TABLE, "green"))]))
    assert slow.reached.wait(SOON)
    letters = [delivery(serve(TABLE, "white")), delivery(serve(OTHER, "red")), delivery(serve(TABLE, "black"))]
    second = begun(lambda: replica.handle(letters))

    until(lambda: OTHER in twins.streams())
    time.sleep(0.05)
    assert TABLE not in twins.streams()
    slow.gate.set()
    first.join(SOON)
    second.join(SOON)

    cups = served(twins.streams()[TABLE])
    assert cups == ["green", "white", "black"] if fault is None else sorted(cups) == ["black", "green", "white"]
    assert [cup for cup in cups if cup != "green"] == ["white", "black"]


def test_whatever_the_order_in_which_the_store_answers_every_message_is_done_once(twins: House) -> None:
    """Thirty batches by five at a time, on six tables, many messages twice."""
    dice = random.Random(7)

    class Dawdling(Slow):
        def append(self, commits: Sequence[Commit]) -> set[str]:
            time.sleep(dice.random() / 200)
            return super().append(commits)

        def load(self, streams: Iterable[str]) -> dict[str, list[Commit]]:
            time.sleep(dice.random() / 200)
            loaded: dict[str, list[Commit]] = self._store.load(streams)
            return loaded

    replica = twins.hire(store=Dawdling(twins.store, []))
    letters = [delivery(serve(table(number), tea)) for number in range(6) for tea in TEAS]
    batches = [dice.choices(letters, k=8) for _ in range(30)] + [letters]
    with ThreadPoolExecutor(5) as hands:
        list(hands.map(replica.handle, batches))

    streams = twins.streams()
    assert len(streams) == 6
    for commits in streams.values():
        assert sorted(served(commits)) == sorted(TEAS)


def test_a_batch_keeps_its_order_whenever_the_earlier_ones_end(twins: House) -> None:
    """Batches that share tables, five at a time: what stands in one leaves in its order."""
    replica = twins.hire(store=Slow(twins.store, []))
    tables = [table(number) for number in range(12)]
    batches = [[delivery(serve(at, tea)) for tea in TEAS for at in tables[start : start + 3]] for start in range(10)]
    with ThreadPoolExecutor(5) as hands:
        list(hands.map(replica.handle, batches))

    for commits in twins.streams().values():
        assert served(commits) == list(TEAS)


def test_the_earliest_waits_for_nobody_and_an_ended_one_is_waited_for_no_more() -> None:
    """Also where the earlier has none of the streams, and where two earlier ones have it."""
    turns = Turns()
    with turns.of("ab") as first, turns.of("bc") as second, turns.of("cd") as third:
        assert [first.has(one) for one in "ab"] == [True, True]
        assert [second.has(one) for one in "bc"] == [False, True]
        assert [third.has(one) for one in "cd"] == [False, True]
        second.end()
        assert third.has("c")
        assert not second.streams
        third.wait("bc")

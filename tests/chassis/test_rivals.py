"""Two replicas at the same tables: who comes second decides again; nothing is lost, nothing doubled."""

import threading
from collections.abc import Sequence
from typing import Any, cast

import pytest

from services.chassis.bus import Delivery
from services.chassis.commits import Commit
from services.chassis.envelope import Message
from services.chassis.errors import Unavailable
from services.chassis.rounds import CONFLICTS
from services.chassis.testing.bus_bench import InMemory
from services.chassis.testing.mail import delivery
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.replica import Keeps, Replica
from tests.chassis.house import House, serve, table
from tests.chassis.test_batches import served

TABLE = table(7)
TEAS = ("green", "white", "black", "red", "yellow")


class Overtaken:
    """A store in which somebody else has always just written when one is about to."""

    def __init__(self, house: House, letters: Sequence[Message]) -> None:
        self._store, self._letters, self._rival = house.store, list(letters), house.hire()

    def append(self, commits: Sequence[Commit]) -> set[str]:
        """The other's letter first."""
        if self._letters:
            self._rival.handle([delivery(self._letters.pop(0))])
        return self._store.append(commits)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def overtaken(house: House, *letters: Message) -> Replica:
    """A replica that always comes second to these letters."""
    return house.hire(store=cast(Keeps, Overtaken(house, letters)))


def test_who_comes_second_decides_again_on_what_the_first_wrote(twins: House) -> None:
    """Four times in a row; both have their say, once each."""
    slow = overtaken(twins, *(serve(TABLE, tea) for tea in TEAS[1:]))

    slow.runner.handle([delivery(serve(TABLE, "green"))])

    assert served(twins.streams()[TABLE]) == ["white", "black", "red", "yellow", "green"]
    assert len(twins.said("teahouse.cup-served.v1")) == 5


def test_who_comes_second_keeps_the_order_of_his_own(twins: House) -> None:
    """The letter that has to be decided again is not overtaken by the next one to the same table."""
    slow = overtaken(twins, serve(TABLE, "white"))

    slow.handle([delivery(serve(TABLE, "green")), delivery(serve(table(8), "green")), delivery(serve(TABLE, "black"))])

    assert served(twins.streams()[TABLE]) == ["white", "green", "black"]


def test_who_comes_second_with_the_same_message_does_nothing(twins: House) -> None:
    """The broker gave it to both."""
    slow = overtaken(twins, serve(TABLE, "green"))

    slow.runner.handle([delivery(serve(TABLE, "green")), delivery(serve(table(8), "white"))])

    assert {stream: served(commits) for stream, commits in twins.streams().items()} == {
        TABLE: ["green"],
        table(8): ["white"],
    }
    assert twins.store.unsent(2**53) == []


def test_who_always_comes_second_gives_the_batch_a_rest(twins: House) -> None:
    """Nothing is lost by it: the batch is tried again after a while."""
    slow = overtaken(twins, *(serve(TABLE, f"tea-{number}") for number in range(CONFLICTS + 5)))
    batch = [delivery(serve(TABLE, "green"))]

    with pytest.raises(Unavailable, match="other writers came first"):
        slow.runner.handle(batch)
    slow.runner.handle(batch, again=True)

    assert served(twins.streams()[TABLE]).count("green") == 1


def race(house: House, letters: Sequence[Delivery]) -> None:
    """Two replicas handle the same letters at the same time, in batches that overlap."""
    start, failures = threading.Barrier(2), list[BaseException]()

    def run(replica: Replica, batches: Sequence[Sequence[Delivery]]) -> None:
        start.wait()
        try:
            for batch in batches:
                replica.handle(batch)
        except BaseException as error:  # noqa: BLE001 - a thread's errors are the test's
            failures.append(error)

    batches = [letters[at : at + 20] for at in range(0, len(letters), 10)]
    threads = [threading.Thread(target=run, args=(house.hire(), order)) for order in (batches, batches[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []


def raced(house: House) -> None:
    """Ten tables, ten cups each, in everybody's hands."""
    race(house, [delivery(serve(table(number % 10), f"tea-{number}")) for number in range(100)])

    for stream, commits in house.streams().items():
        number = int(stream.rpartition("-")[2])
        assert sorted(served(commits)) == sorted(f"tea-{cup}" for cup in range(number, 100, 10))
        assert [commit["version"] for commit in commits] == list(range(1, 11))
    said = house.said("teahouse.cup-served.v1")
    assert {one["data"]["cup"] for one in said} == {f"tea-{number}" for number in range(100)}
    assert len({one["id"] for one in said}) == 100
    assert house.store.unsent(2**53) == []


@pytest.mark.parametrize("seed", range(5))
def test_two_writers_of_the_same_tables_lose_nothing_and_double_nothing(seed: int) -> None:
    """In memory, a few times over: threads meet differently each time."""
    raced(House(MemoryStore(), InMemory()))


def test_two_writers_of_the_same_tables_on_the_real_thing(real: House) -> None:
    """On the real broker and the real store."""
    raced(real)

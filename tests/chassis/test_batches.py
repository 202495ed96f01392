"""A batch: in order, once each, whoever else writes, whatever the cache believes."""

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
from services.chassis.testing.crash import Fuse
from services.chassis.testing.mail import delivery, message
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.replica import Keeps, Replica
from services.chassis.topology import NATIONAL
from tests.chassis.house import KITCHEN, House, close, kettle_broke, serve, table, tea_priced
from tests.chassis.teahouse.messages import Done

TABLE = table(7)
TEAS = ("green", "white", "black", "red", "yellow")


def served(commits: Sequence[Commit]) -> list[str]:
    """The cups, in the order they were committed."""
    return [event["data"]["cup"] for one in commits for event in one["events"] if event["type"] == "CupServed"]


def test_messages_of_one_table_are_decided_in_their_order(twins: House) -> None:
    """A commit each, though they share a batch with another table's."""
    twins.post(*(serve(at, tea) for tea in TEAS for at in (TABLE, table(8))))

    twins.work(twins.hire())

    for commits in twins.streams().values():
        assert served(commits) == list(TEAS)
        assert [commit["version"] for commit in commits] == [1, 2, 3, 4, 5]


def test_what_comes_twice_in_one_batch_is_done_once(twins: House) -> None:
    """The same message, and the same wish under another id."""
    twins.post(serve(TABLE, "green"), serve(TABLE, "green"), serve(TABLE, "green", id="another"))

    replica = twins.work(twins.hire())

    assert len(twins.streams()[TABLE]) == 1
    assert len(twins.said("teahouse.cup-served.v1")) == 1
    assert (replica.counted(outcome="done"), replica.counted(outcome="already")) == (1, 2)


def test_a_full_batch_of_new_tables_needs_six_trips_to_the_store(twins: House) -> None:
    """Find views, find streams, keep deadlines, open the batch, write all commits, close it; however many there are."""
    twins.post(*(serve(table(number), "green") for number in range(200)))
    fuse = Fuse()

    replica = twins.hire(fuse=fuse)
    replica.work(0.0)

    trips = [call for call in fuse.calls if call not in ("decide", "publish", "acknowledge")]
    assert trips == ["read_views", "load", "put_deadlines", "open_batch", "append", "close_batches"]


def test_an_event_that_concerns_nobody_is_acknowledged(twins: House) -> None:
    """The reaction wants nothing of it."""
    twins.post(kettle_broke(""))

    assert twins.work(twins.hire()).counted(outcome="ignored") == 1
    assert twins.parked(0) == []


def test_a_price_is_kept_once_however_often_it_is_heard(twins: House) -> None:
    """And counted as noted."""
    later = tea_priced("green", 350, time="2026-11-20T04:00:01.000Z")
    twins.post(tea_priced("green", 300), later, tea_priced("green", 300))

    replica = twins.work(twins.hire())

    assert twins.store.list_view("menu", {}, 9) == [{"tea": "green", "fen": 350, "changes": 2}]
    assert replica.counted(outcome="noted") == 3


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


def test_who_comes_second_with_the_same_message_does_nothing(twins: House) -> None:
    """The broker gave it to both."""
    slow = overtaken(twins, serve(TABLE, "green"))

    slow.runner.handle([delivery(serve(TABLE, "green")), delivery(serve(table(8), "white"))])

    assert {stream: served(commits) for stream, commits in twins.streams().items()} == {
        TABLE: ["green"],
        table(8): ["white"],
    }
    assert twins.store.open_batches(2**53) == []


def test_who_always_comes_second_gives_the_batch_a_rest(twins: House) -> None:
    """Nothing is lost by it: the batch is tried again after a while."""
    slow = overtaken(twins, *(serve(TABLE, f"tea-{number}") for number in range(CONFLICTS + 5)))
    batch = [delivery(serve(TABLE, "green"))]

    with pytest.raises(Unavailable, match="other writers came first"):
        slow.runner.handle(batch)
    slow.runner.handle(batch, again=True)

    assert served(twins.streams()[TABLE]).count("green") == 1


def test_nothing_to_do_is_not_believed_of_a_cached_table(twins: House) -> None:
    """One replica remembers a table as it was; the other has gone on with it."""
    forgetful, rival = twins.hire(), twins.hire()
    forgetful.runner.handle([delivery(serve(TABLE, "green"))])
    rival.runner.handle([delivery(serve(TABLE, "white"))])

    forgetful.runner.handle([delivery(close(TABLE, 2))])

    assert [event["type"] for event in twins.streams()[TABLE][-1]["events"]] == ["TableClosed"]
    assert forgetful.counted(outcome="again") == 0


def test_a_bug_is_not_believed_of_a_cached_table(twins: House) -> None:
    """A decider may stumble over a state that is long gone."""
    forgetful, rival = twins.hire(), twins.hire()
    forgetful.runner.handle([delivery(serve(TABLE, "green"))])
    rival.runner.handle([delivery(serve(TABLE, "white")), delivery(close(TABLE, 2))])
    (bill,) = [one for one in twins.streams()[TABLE][-1]["outbox"] if one["type"] == "teahouse.print-bill.v1"]

    answer = twins.print_bill({**bill["data"], "message": bill["id"]})
    forgetful.runner.handle([delivery(message(answer.type, TABLE, answer.data))])

    assert twins.state(TABLE) == Done(f"bill-{bill['id']}")
    assert forgetful.counted(outcome="again") == 0


def test_what_nobody_takes_yet_stays_open_and_is_sent_when_somebody_does(twins: House) -> None:
    """The kitchen is not there yet; the sweeper offers its command again."""
    twins.unbind(KITCHEN, NATIONAL, "kitchen.#")
    twins.post(serve(TABLE, "green"), close(TABLE, 1), serve(table(8), "white"))
    replica = twins.work(twins.hire())

    assert len(twins.store.open_batches(2**53)) == 1
    assert replica.outbox.sweep(-60) == 1
    assert twins.said("kitchen.wash-cups.v1") == []

    twins.bind(KITCHEN, NATIONAL, "kitchen.#")
    replica.outbox.sweep(-60)

    assert [one["data"] for one in twins.said("kitchen.wash-cups.v1")] == [{"cups": 1}]
    assert twins.store.open_batches(2**53) == []


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
    assert house.store.open_batches(2**53) == []


@pytest.mark.parametrize("seed", range(5))
def test_two_writers_of_the_same_tables_lose_nothing_and_double_nothing(seed: int) -> None:
    """In memory, a few times over: threads meet differently each time."""
    raced(House(MemoryStore(), InMemory()))


def test_two_writers_of_the_same_tables_on_the_real_thing(real: House) -> None:
    """On the real broker and the real store."""
    raced(real)

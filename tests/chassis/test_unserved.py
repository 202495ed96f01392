"""What no queue takes: noted before its cause is acknowledged, offered again, and in nobody's way."""

from typing import Any

import pytest

from services.chassis import clock
from services.chassis.errors import Unavailable
from services.chassis.testing.bus_bench import InMemory
from services.chassis.testing.crash import Crash, Fuse, Point, When
from services.chassis.testing.mail import delivery
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.topology import NATIONAL
from tests.chassis.house import KITCHEN, House, close, serve, table

TABLE = table(7)
WASHING = f"{TABLE}@2"
"""The commit that asks the kitchen for something."""


def unserved(house: House) -> House:
    """The kitchen is not there yet."""
    house.unbind(KITCHEN, NATIONAL, "kitchen.#")
    return house


def evening(house: House) -> House:
    """One table is closed, whose cups nobody washes; another goes on."""
    unserved(house).post(serve(TABLE, "green"), close(TABLE, 1), serve(table(8), "white"))
    return house


def served_at_last(house: House) -> None:
    """The kitchen opens: it hears of the cups, and nothing is left to be offered."""
    assert house.store.unsent(2**53) == [WASHING]
    house.bind(KITCHEN, NATIONAL, "kitchen.#")

    house.hire().outbox.sweep(-60)

    assert [one["data"] for one in house.said("kitchen.wash-cups.v1")] == [{"cups": 1}]
    assert house.store.unsent(2**53) == []


def test_what_nobody_takes_yet_is_noted_and_is_sent_when_somebody_does(twins: House) -> None:
    """It is offered again in vain before."""
    replica = evening(twins).work(twins.hire())

    assert replica.outbox.sweep(-60) == 1
    assert twins.said("kitchen.wash-cups.v1") == []

    served_at_last(twins)


def test_what_nobody_takes_is_noted_on_the_real_thing(real: House) -> None:
    """The real broker hands it back, the real store keeps the note."""
    replica = evening(real).work(real.hire())

    assert replica.outbox.sweep(-60) == 1

    served_at_last(real)


def operations() -> list[str]:
    """Every operation of such an evening."""
    fuse = Fuse()
    evening(House(MemoryStore(), InMemory())).crash(fuse)
    return fuse.calls


def test_it_is_noted_before_its_cause_is_acknowledged() -> None:
    """Whoever dies in between is given the cause again."""
    calls = operations()

    assert calls.index("publish") < calls.index("put_unsent") < calls.index("acknowledge")


@pytest.mark.parametrize("error", [Crash, Unavailable, RuntimeError])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("nth", range(1, len(operations()) + 1))
def test_no_operation_is_a_bad_moment(twins: House, nth: int, when: When, error: type[BaseException]) -> None:
    """To die, to find store or broker away, to meet a bug: before or after each operation; nothing is forgotten."""
    fuse = Fuse(Point(when, None, nth), error)
    evening(twins).crash(fuse)
    assert fuse.burnt

    twins.work(twins.hire())

    served_at_last(twins)
    assert twins.parked(0) == []


SWEEPING = ("unsent", "commits", "publish", "drop_unsent", "put_off_unsent")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("operation", SWEEPING)
def test_a_sweeper_that_dies_forgets_nothing(twins: House, operation: str, when: When) -> None:
    """Whatever it had done by then, the next one goes on."""
    evening(twins).work(twins.hire()).die()
    fuse = Fuse(Point(when, operation))
    sweeper = twins.hire(fuse=fuse)
    with pytest.raises(Crash):
        sweeper.outbox.sweep(-60)
    sweeper.die()

    served_at_last(twins)


def test_the_second_who_is_refused_the_same_notes_nothing_twice(twins: House) -> None:
    """One replica hung after its commit; another was given the message and went on; then the first woke."""
    unserved(twins)
    hung, other = twins.hire(fuse=Fuse(Point("after", "append", 2))), twins.hire()
    letters = [delivery(serve(TABLE, "green")), delivery(close(TABLE, 1))]
    with pytest.raises(Crash):
        hung.runner.handle(letters)
    other.runner.handle([delivery(close(TABLE, 1), redelivered=True)])
    hung.runner.handle(letters, again=True)

    served_at_last(twins)


def test_what_nobody_takes_does_not_keep_the_sweeper_from_what_somebody_does(twins: House) -> None:
    """More tables than it looks at in one go wait for another province's kitchen; this one's stands behind them."""
    elsewhere: dict[str, Any] = {"province": "510000", "case": "case-510000-OMINOUSMIRROR0000000"}
    tables = [f"table-510000-{number}" for number in range(120)]
    unserved(twins).post(*(serve(at, "green", **elsewhere) for at in tables))
    twins.post(*(close(at, 1, **elsewhere) for at in tables))
    replica = twins.work(twins.hire())
    twins.post(serve(TABLE, "green"), close(TABLE, 1))
    twins.work(replica)
    twins.bind(KITCHEN, NATIONAL, "kitchen.*.*.530000")
    clock.sleep(0.002)  # what is put off then has another millisecond than what was noted

    assert [replica.outbox.sweep(-60) for _ in range(2)] == [100, 100]

    assert [one["subject"] for one in twins.said("kitchen.wash-cups.v1")] == [TABLE.replace("table", "sink")]
    assert len(twins.store.unsent(2**53, 200)) == 120


def test_what_is_refused_once_more_waits_its_time(twins: House) -> None:
    """The sweeper comes every second; it does not offer the same every second."""
    replica = evening(twins).work(twins.hire())

    assert replica.outbox.sweep(-60) == 1
    assert replica.outbox.sweep(20) == 0


def test_what_a_bug_kept_from_being_said_is_said_when_its_cause_comes_out_of_a_waiting_queue(twins: House) -> None:
    """The broker takes it for a new message there, and yet it was here before."""
    twins.post(serve(TABLE, "green"))
    replica = twins.hire(fuse=Fuse(Point("before", "publish"), RuntimeError))
    replica.work(0.0)
    assert (len(twins.streams()[TABLE]), twins.listen()) == (1, [])

    twins.work(replica)

    assert [said["data"]["cup"] for said in twins.said("teahouse.cup-served.v1")] == ["green"]

"""A process may die anywhere: every command takes effect once, and everything that was decided is said."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.chassis.errors import Unavailable
from services.chassis.testing.bus_bench import InMemory
from services.chassis.testing.crash import Fuse, Point, When
from services.chassis.testing.mail import NOON
from services.chassis.testing.memory_store import MemoryStore
from tests.chassis.house import House, close, kettle_broke, serve, table, tea_priced
from tests.chassis.teahouse.messages import Done, Taken
from tests.chassis.teahouse.rules import HELD

POINTS = {
    "after the histories were read": Point("after", "load"),
    "after the first decision": Point("after", "decide"),
    "after a later decision": Point("after", "decide", 5),
    "after a view was written": Point("after", "insert_views"),
    "before the deadlines are kept": Point("before", "put_deadlines"),
    "after the deadlines were kept": Point("after", "put_deadlines"),
    "with half of the commits written": Point("halfway", "append"),
    "after the commits were written": Point("after", "append"),
    "after the second round's commits were written": Point("after", "append", 2),
    "before anything is published": Point("before", "publish"),
    "between two publishes": Point("halfway", "publish"),
    "after everything was published": Point("after", "publish"),
    "before the deadlines that were met are dropped": Point("before", "drop_deadlines"),
    "before the batch is acknowledged": Point("before", "acknowledge"),
    "after the batch was acknowledged": Point("after", "acknowledge"),
    "before the outside world is asked": Point("before", "print"),
    "after the outside world answered": Point("after", "print"),
    "before the answer is sent on": Point("before", "publish", 2),
    "before the effect is acknowledged": Point("before", "acknowledge", 2),
    "after the answer was committed": Point("after", "append", 4),
}

REAL = (
    "after the deadlines were kept",
    "with half of the commits written",
    "after the commits were written",
    "between two publishes",
    "after everything was published",
    "before the deadlines that were met are dropped",
    "before the batch is acknowledged",
    "after the outside world answered",
    "before the effect is acknowledged",
)
"""What the twins alone cannot vouch for."""

FULL, LEFT, WAITING = table("full"), table("left"), table("waiting")
LETTERS = [
    tea_priced("green", 300),
    serve(FULL, "green"),
    serve(LEFT, "black"),
    serve(FULL, "white", 50),
    kettle_broke(LEFT),
    serve(WAITING, "red"),
    close(FULL, 2),
]


def business(house: House) -> House:
    """An ordinary hour."""
    house.post(*LETTERS)
    return house


def come_right(house: House) -> None:
    """Everything happened once, nothing is missing, nothing was made up, nothing is left unsent."""
    streams = house.streams()
    causes = [commit["cause"] for commits in streams.values() for commit in commits]
    assert {stream: len(commits) for stream, commits in streams.items()} == {FULL: 4, LEFT: 2, WAITING: 1}
    assert sorted(causes) == sorted({*causes})
    (bill,) = house.bills
    held = datetime.fromisoformat(NOON) + HELD
    assert house.state(FULL) == Done(f"bill-{bill}")
    assert house.state(LEFT) == Done("kettle")
    assert house.state(WAITING) == Taken(WAITING, held, frozenset({"red"}), 100)

    owed = {said["id"]: said for commits in streams.values() for one in commits for said in one["outbox"]}
    abroad = {key: said for key, said in owed.items() if said["type"] != "teahouse.print-bill.v1"}
    assert {said["id"]: said for said in house.listen()} == abroad
    served = [said["data"]["fen"] for said in owed.values() if said["type"] == "teahouse.cup-served.v1"]
    assert sorted(served) == [50, 100, 100, 300]

    assert house.store.unsent(2**53) == []
    assert {deadline["stream"] for deadline in house.store.due_deadlines(2**53, 10)} >= {WAITING}


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
def test_nothing_is_lost_or_doubled_by_a_crash(twins: House, point: Point) -> None:
    """In memory: at every named point."""
    fuse = Fuse(point)
    business(twins).crash(fuse)
    assert fuse.burnt, "the point is never reached"

    twins.recover()

    come_right(twins)


@pytest.mark.parametrize("name", REAL)
def test_nothing_is_lost_or_doubled_by_a_crash_on_the_real_thing(real: House, name: str) -> None:
    """On the real broker and the real store: around writing, sending and acknowledging."""
    fuse = Fuse(POINTS[name])
    business(real).crash(fuse)
    assert fuse.burnt, "the point is never reached"

    real.recover()

    come_right(real)


def operations() -> list[str]:
    """Every operation of a run without a crash."""
    fuse = Fuse()
    business(House(MemoryStore(), InMemory())).crash(fuse)
    return fuse.calls


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("nth", range(1, len(operations()) + 1))
def test_no_operation_is_a_bad_moment_to_die(twins: House, nth: int, when: When) -> None:
    """In memory: before and after each operation of the run, named or not."""
    fuse = Fuse(Point(when, None, nth))
    business(twins).crash(fuse)
    assert fuse.burnt

    twins.recover()

    come_right(twins)


@pytest.mark.parametrize("error", [Unavailable, RuntimeError])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("nth", range(1, len(operations()) + 1))
def test_no_operation_is_a_bad_moment_to_fail(twins: House, nth: int, when: When, error: type[Exception]) -> None:
    """In memory: the store or the broker is away, or a bug shows, before or after each operation; it is tried again."""
    fuse = Fuse(Point(when, None, nth), error)
    business(twins).crash(fuse)
    assert fuse.burnt

    twins.recover()

    come_right(twins)
    assert twins.parked(0) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.builds(Point, st.sampled_from(["before", "after"]), st.none(), st.integers(1, 40)), max_size=6))
def test_crash_after_crash_comes_right_in_the_end(points: list[Point]) -> None:
    """A process that dies again while it recovers only needs one more start."""
    house = business(House(MemoryStore(), InMemory()))
    for point in points:
        house.crash(Fuse(point))

    house.recover()

    come_right(house)


WRITTEN = Point("after", "append")


def test_who_is_given_a_message_again_says_what_was_decided_on_it(twins: House) -> None:
    """At once: the sweeper need not come first."""
    twins.post(serve(FULL, "green"))
    twins.crash(Fuse(WRITTEN))
    assert twins.listen() == []

    twins.work(twins.hire())

    assert [said["data"]["cup"] for said in twins.said("teahouse.cup-served.v1")] == ["green"]

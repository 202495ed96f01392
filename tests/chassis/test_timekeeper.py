"""Deadlines: each sends its command once it is due, whoever crashes and however many look."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.chassis import clock
from services.chassis.stored import OpenBatch
from services.chassis.testing.crash import Fuse, Point
from services.chassis.timekeeper import AT_ONCE, SWEEP_AFTER
from services.chassis.vocabulary import Deadline
from tests.chassis.house import House, close, serve, table
from tests.chassis.running import wait_for
from tests.chassis.teahouse.messages import Done, Taken
from tests.chassis.teahouse.rules import HELD
from tests.chassis.teahouse.service import DEFINITION

TABLE = table(7)


def long_ago() -> str:
    """A cup that was served so long ago that its table has lapsed by now."""
    return clock.stamp(clock.now() - HELD - timedelta(seconds=1))


def just_now() -> str:
    """A cup that has only just been served."""
    return clock.now_stamp()


def test_what_is_due_is_asked_and_what_is_not_due_is_not(twins: House) -> None:
    """The command carries a time at which it is due indeed."""
    twins.post(serve(TABLE, "green", time=long_ago()), serve(table(8), "green", time=just_now()))
    replica = twins.work(twins.hire())

    assert replica.timekeeper.tick() == 1
    assert replica.timekeeper.tick() == 0
    twins.work(replica)

    assert twins.state(TABLE) == Done("lapsed")
    assert isinstance(twins.state(table(8)), Taken)
    (left,) = twins.store.due_deadlines(2**53, 10)
    assert left["stream"] == table(8)


def test_two_who_look_at_the_same_time_ask_once(twins: House) -> None:
    """The command's id follows from stream and deadline, so the second changes nothing."""
    twins.post(serve(TABLE, "green", time=long_ago()))
    first = twins.work(twins.hire())
    (due,) = twins.store.due_deadlines(2**53, 10)

    first.timekeeper.tick()
    twins.store.put_deadlines([due])
    twins.hire().timekeeper.tick()
    twins.work(first)

    assert len(twins.said("teahouse.table-done.v1")) == 1
    assert [len(commits) for commits in twins.streams().values()] == [2]


def test_a_deadline_that_was_sent_but_not_dropped_is_sent_again_in_vain(twins: House) -> None:
    """The process died between the two."""
    twins.post(serve(TABLE, "green", time=long_ago()))
    fuse = Fuse(Point("before", "drop_deadlines"), RuntimeError)
    dying = twins.work(twins.hire(fuse=fuse))
    with pytest.raises(RuntimeError):
        dying.timekeeper.tick()
    dying.die()

    replica = twins.hire()
    assert replica.timekeeper.tick() == 1
    twins.work(replica)

    assert [len(commits) for commits in twins.streams().values()] == [2]
    assert twins.store.due_deadlines(2**53, 10) == []


def test_a_deadline_that_was_met_is_forgotten(twins: House) -> None:
    """Closed in time, the table no longer lapses."""
    twins.post(serve(TABLE, "green", time=long_ago()), close(TABLE, 1))
    replica = twins.work(twins.hire())

    assert twins.store.due_deadlines(2**53, 10) == []
    assert replica.timekeeper.tick() == 0


def test_more_than_fit_in_one_look_are_sent_in_several(twins: House) -> None:
    """Earliest first, nobody is passed over."""
    cups = [serve(table(number), "green", time=long_ago()) for number in range(AT_ONCE + 5)]
    twins.post(*cups)
    replica = twins.work(twins.hire())

    assert [replica.timekeeper.tick() for _ in range(3)] == [AT_ONCE, 5, 0]


def test_a_moment_between_two_milliseconds_is_never_missed(twins: House) -> None:
    """However fine the deadline, whoever is asked finds that it is due, and need not be asked again."""
    due = clock.now() + timedelta(microseconds=20_501)
    lapse = Deadline("lapse", due, "teahouse.lapse-table.v1")
    fine = replace(DEFINITION, deadlines=lambda state: [lapse] if isinstance(state, Taken) else [])
    twins.post(serve(TABLE, "green"))
    replica = twins.work(twins.hire(fine))
    wait_for(replica.timekeeper.tick, "the deadline")

    asked = [one for one in twins.peek("teahouse.inbox") if one["type"] == "teahouse.lapse-table.v1"]
    assert [datetime.fromisoformat(one["time"]) >= due for one in asked] == [True]


def test_the_age_of_the_oldest_open_batch_is_shown(twins: House) -> None:
    """Monitoring sees that something was committed and not said; a batch that is only just open is left alone."""
    replica = twins.hire()
    opened: OpenBatch = {"_id": "b-1", "at": clock.now_millis() - 5_000, "commits": []}
    twins.store.open_batch(opened)
    replica.timekeeper.sweep()
    (age,) = [line for line in replica.metrics.exposition().decode().splitlines() if "outbox_age_seconds{" in line]

    assert 5 <= float(age.split()[-1]) < SWEEP_AFTER
    assert twins.store.open_batches(2**53) == [opened]

    twins.store.close_batches(["b-1"])
    twins.store.open_batch({**opened, "at": opened["at"] - round(SWEEP_AFTER * 1000)})
    replica.timekeeper.sweep()

    assert twins.store.open_batches(2**53) == []
    assert b'outbox_age_seconds{service="teahouse"} 0.0' in replica.metrics.exposition()

"""Deadlines: each sends its command once it is due, whoever crashes and however many look."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.chassis import clock
from services.chassis.testing.crash import Fuse, Point
from services.chassis.testing.replica import Replica
from services.chassis.timekeeper import AT_ONCE, SWEEP_AFTER
from services.chassis.topology import NATIONAL
from services.chassis.vocabulary import Deadline
from tests.chassis.house import KITCHEN, House, close, serve, table
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


def shown_age(replica: Replica) -> float:
    """What monitoring sees."""
    (age,) = [line for line in replica.metrics.exposition().decode().splitlines() if "outbox_age_seconds{" in line]
    return float(age.split()[-1])


def test_how_long_the_oldest_unsent_commit_has_waited_is_shown(twins: House) -> None:
    """Also while it is offered again and again in vain; nought when it is sent at last."""
    twins.unbind(KITCHEN, NATIONAL, "kitchen.#")
    twins.post(serve(TABLE, "green"), close(TABLE, 1))
    replica = twins.work(twins.hire())
    twins.store.drop_unsent([f"{TABLE}@2"])
    for waited in (SWEEP_AFTER - 1, SWEEP_AFTER + 1):
        twins.store.put_unsent([f"{TABLE}@2"], clock.now_millis() - round(waited * 1000))
        replica.timekeeper.sweep()
        assert waited <= shown_age(replica) < waited + 1
        tried = len(twins.store.unsent(clock.now_millis() - 10_000)) == 0
        assert tried == (waited > SWEEP_AFTER)
        replica.timekeeper.sweep()
        assert shown_age(replica) >= waited
        twins.store.drop_unsent([f"{TABLE}@2"])

    replica.timekeeper.sweep()

    assert shown_age(replica) == 0.0

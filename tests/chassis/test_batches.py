"""A batch: in order, once each, whoever else writes, whatever the cache believes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services.chassis.commits import Commit
from services.chassis.testing.crash import Fuse
from services.chassis.testing.mail import delivery, message
from tests.chassis.house import House, close, kettle_broke, serve, table, tea_priced
from tests.chassis.teahouse.messages import CupServed, Done, ServeCup, Taken
from tests.chassis.teahouse.service import DEFINITION

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


def generous(command: Any, state: Any) -> Sequence[Any]:
    """A decider that serves a cup whenever it is asked, and so would serve it twice."""
    return [CupServed(command.cup, command.fen)] if isinstance(state, Taken) else DEFINITION.decide(command, state)


def test_a_message_is_known_again_even_by_a_decider_that_would_repeat_itself(twins: House) -> None:
    """In the same batch, in the next one, by another replica, after a restart: one message, one commit."""
    definition = replace(DEFINITION, decide=generous)
    first, second = twins.hire(definition), twins.hire(definition)
    letters = [delivery(serve(TABLE, tea)) for tea in TEAS[:3]]

    first.handle([*letters, *letters])
    first.handle(letters)
    second.handle(letters[::-1])
    first.handle([delivery(serve(TABLE, "red"))])
    second.handle([delivery(serve(TABLE, "red")), *letters])
    twins.hire(definition).handle(letters)

    assert served(twins.streams()[TABLE]) == ["green", "white", "black", "red"]


def test_a_full_batch_of_new_tables_needs_four_trips_to_the_store(twins: House) -> None:
    """Find views, find streams, keep deadlines, write all commits; however many there are."""
    twins.post(*(serve(table(number), "green") for number in range(200)))
    fuse = Fuse()

    replica = twins.hire(fuse=fuse)
    replica.work(0.0)

    trips = [call for call in fuse.calls if call not in ("decide", "publish", "acknowledge")]
    assert trips == ["show_views", "load", "put_deadlines", "append"]


def test_facts_are_asked_for_only_where_a_command_needs_them(twins: House) -> None:
    """Not for none: whoever asks or deletes by an empty list goes to the store all the same."""
    asked = list[int]()

    def complete(commands: Sequence[ServeCup]) -> Sequence[ServeCup]:
        asked.append(len(commands))
        return commands

    replica = twins.hire(replace(DEFINITION, facts=lambda _settings, _views: {ServeCup: complete}))
    replica.handle([delivery(tea_priced("green", 300))])
    replica.handle([delivery(serve(TABLE, "green")), delivery(serve(TABLE, "white"))])

    assert asked == [2]


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

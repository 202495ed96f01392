"""What a commit says: events, what is newly owed, deadlines; each under an id that is the same whenever it is said."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from typing import Any

import pytest

from services.chassis.contracts import ContractViolation
from services.chassis.envelope import to_mapping
from services.chassis.names import message_id
from services.chassis.outgoing import Occasion, Speaker
from services.chassis.testing.mail import TRACE, message
from services.chassis.topology import COMMANDS, DIRECT, EVENTS, Place
from services.chassis.vocabulary import Deadline, Published
from tests.chassis.house import CONTRACTS, table
from tests.chassis.teahouse.messages import CupServed, TableClosed, TableTaken
from tests.chassis.teahouse.service import DEFINITION

TABLE = table(7)
UNTIL = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
CAUSE = message("teahouse.close-table.v1", TABLE, {"cups": 2}, case="case-530000-7", actor="waiter-1")
OCCASION = Occasion(CAUSE, TABLE, 3, "2026-11-20T05:00:00.000Z", TRACE)
SPEAKER = Speaker(DEFINITION, CONTRACTS, Place("teahouse"))
TAKEN = reduce(DEFINITION.evolve, (TableTaken(TABLE, UNTIL), CupServed("green", 100)), DEFINITION.initial)


def said(events: Sequence[Any], before: Any = TAKEN, speaker: Speaker = SPEAKER) -> list[Any]:
    """What a commit of these events says."""
    return speaker.messages(OCCASION, events, before, reduce(DEFINITION.evolve, events, before))


def test_an_event_is_said_of_its_stream_at_its_version() -> None:
    """With the case, province and trace of what caused it, and a name of its own among its commit's events."""
    first, second = said([CupServed("white", 50), CupServed("black", 60)])

    assert (first.type, first.data) == ("teahouse.cup-served.v1", {"cup": "white", "fen": 50})
    assert (first.subject, first.sequence, first.cause) == (TABLE, 3, CAUSE.id)
    assert (first.case, first.province, first.trace) == (CAUSE.case, "530000", TRACE)
    assert (first.source, first.time) == ("/tongban/teahouse", OCCASION.at)
    assert [first.id, second.id] == [message_id(TABLE, "3.0"), message_id(TABLE, "3.1")]


def test_what_is_owed_is_said_when_it_begins_to_be_owed() -> None:
    """And under an id that follows from stream and purpose, so that asking again is harmless."""
    owed = said([TableClosed(TABLE)])

    assert [one.type for one in owed] == ["teahouse.print-bill.v1", "kitchen.wash-cups.v1"]
    assert [one.id for one in owed] == [message_id(TABLE, "print-bill"), message_id(TABLE, "wash-cups")]
    assert [one.subject for one in owed] == [TABLE, "sink-530000-7"]
    assert [one.sequence for one in owed] == [None, None]


def test_what_was_owed_before_is_not_said_again() -> None:
    """The commit that began to owe it has said it."""
    closed = reduce(DEFINITION.evolve, [TableClosed(TABLE)], TAKEN)

    assert SPEAKER.messages(OCCASION, [], closed, closed) == []


def test_an_event_may_speak_of_another_case_in_another_province() -> None:
    """A person's stream serves many cases; each hears of itself."""
    elsewhere = Published("teahouse.table-done.v1", {"how": "moved"}, "case-440000-8", "440000")
    speaker = Speaker(replace(DEFINITION, publish=lambda *_: elsewhere), CONTRACTS, Place("teahouse"))

    (moved,) = said([CupServed("white", 50)], speaker=speaker)

    assert (moved.case, moved.province) == ("case-440000-8", "440000")
    assert speaker.address(moved).routing_key == "teahouse.table-done.v1.440000"


@pytest.mark.parametrize("data", [{"cup": "white"}, {"cup": 1, "fen": 1}, {"cup": "white", "fen": 1, "extra": True}])
def test_nothing_is_said_that_its_contract_does_not_name(data: dict[str, Any]) -> None:
    """Too little, of the wrong kind, or too much."""
    wrong = replace(DEFINITION, publish=lambda *_: Published("teahouse.cup-served.v1", data))

    with pytest.raises(ContractViolation):
        said([CupServed("white", 50)], speaker=Speaker(wrong, CONTRACTS, Place("teahouse")))


def test_a_deadline_is_kept_with_the_command_that_it_will_send() -> None:
    """Under a name that follows from stream, deadline and moment."""
    (deadline,) = SPEAKER.deadlines(OCCASION, TAKEN)

    assert deadline["stream"] == TABLE
    assert deadline["due"] == int(UNTIL.timestamp() * 1000)
    assert deadline["_id"] == f"{TABLE}/lapse@{deadline['due']}"
    assert (deadline["message"]["type"], deadline["message"]["subject"]) == ("teahouse.lapse-table.v1", TABLE)
    json.dumps(deadline)


def test_a_deadline_between_two_milliseconds_is_due_at_the_later_one() -> None:
    """It must not come before its moment."""
    between = UNTIL.replace(microsecond=123_001)
    speaker = Speaker(
        replace(DEFINITION, deadlines=lambda _: [Deadline("lapse", between, "teahouse.lapse-table.v1")]),
        CONTRACTS,
        Place("teahouse"),
    )

    assert speaker.deadlines(OCCASION, TAKEN)[0]["due"] == int(UNTIL.timestamp() * 1000) + 124


@pytest.mark.parametrize("place", [Place("teahouse"), Place("teahouse", "530000")])
def test_everything_has_its_address(place: Place) -> None:
    """Commands and effects must reach a queue; events are for whoever listens."""
    speaker = Speaker(DEFINITION, CONTRACTS, place)
    bill, wash = said([TableClosed(TABLE)])
    (served,) = said([CupServed("white", 50)])
    addresses = [speaker.address(one) for one in (bill, wash, served)]

    assert [(one.exchange, one.routing_key, one.mandatory) for one in addresses] == [
        (DIRECT, place.effects, True),
        (COMMANDS, "kitchen.wash-cups.v1.530000", True),
        (EVENTS, "teahouse.cup-served.v1.530000", False),
    ]
    assert [one.id for one in addresses] == [bill.id, wash.id, served.id]


def test_what_a_commit_kept_is_said_again_as_it_was() -> None:
    """The sweeper sends the same bytes to the same place."""
    (served,) = said([CupServed("white", 50)])

    assert SPEAKER.address_stored(to_mapping(served)) == SPEAKER.address(served)

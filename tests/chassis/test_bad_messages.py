"""One bad message never holds up the others: it is parked as it came, with its reason, and the next one goes on."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.chassis.bus import Outgoing
from services.chassis.envelope import MAX_BODY, render
from services.chassis.fates import DELAYS
from services.chassis.intake import EXCHANGE, ROUTING_KEY, TRIES
from services.chassis.returns import ERROR, FIRST_SEEN, QUEUE, REASON
from services.chassis.testing.mail import message, outgoing
from services.chassis.testing.samples import commits_of
from services.chassis.topology import COMMANDS
from tests.chassis.house import PLACE, House, close, kettle_broke, serve, table, tea_priced
from tests.chassis.teahouse import rules
from tests.chassis.teahouse.messages import BROKEN, DEAR, Taken
from tests.chassis.teahouse.service import DEFINITION

TABLE = table(7)
GOOD = serve(TABLE, "green")


def edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    """A good message, changed a little."""
    attributes = json.loads(render(GOOD))
    change(attributes)
    return json.dumps(attributes).encode()


NOT_JSON = {
    "broken off": render(GOOD)[:-1],
    "empty": b"",
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "half a pair of surrogates": b'{"id": "\\ud800"}',
    "a list": b"[]",
    "nested too deeply": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "larger than any message": b'{"data": "' + b"x" * MAX_BODY + b'"}',
}
BROKEN_CONTRACT = {
    "no id": edited(lambda said: said.pop("id")),
    "no province": edited(lambda said: said.pop("province")),
    "a province of letters": edited(lambda said: said.update(province="Yunnan")),
    "a time without zone": edited(lambda said: said.update(time="2026-11-20T04:00:00")),
    "a time that is none": edited(lambda said: said.update(time="2026-13-20T04:00:00Z")),
    "data of another kind": edited(lambda said: said.update(data=[1])),
    "a text for a number": edited(lambda said: said["data"].update(fen="100")),
    "a number past 2^53": edited(lambda said: said["data"].update(fen=2**53)),
    "a fraction": edited(lambda said: said["data"].update(fen=0.5)),
    "a truth for a number": edited(lambda said: said["data"].update(fen=True)),
    "a field less": edited(lambda said: said["data"].pop("cup")),
}
UNKNOWN = {
    "another version": edited(lambda said: said.update(type="teahouse.serve-cup.v2")),
    "no such message": edited(lambda said: said.update(type="teahouse.serve-soup.v1")),
    "somebody else's command": render(message("kitchen.wash-cups.v1", "sink-1", {"cups": 1})),
}
BAD = [
    *(pytest.param(body, "malformed", id=name) for name, body in NOT_JSON.items()),
    *(pytest.param(body, "contractviolation", id=name) for name, body in BROKEN_CONTRACT.items()),
    *(pytest.param(body, "unknowncontract", id=name) for name, body in UNKNOWN.items()),
]


@pytest.mark.parametrize(("body", "reason"), BAD)
def test_a_bad_message_is_parked_as_it_came_while_the_good_one_goes_through(
    twins: House, body: bytes, reason: str
) -> None:
    """Byte for byte, with its own headers, and with what was wrong, where it came from and when."""
    bad = Outgoing(COMMANDS, "teahouse.serve-cup.v1.530000", body, "bad", headers={"x-sender": "somebody"})
    twins.post(bad, GOOD)

    replica = twins.work(twins.hire())

    assert twins.state(TABLE).cups == {"green"}
    (parked,) = twins.parked(1)
    assert parked.body == body
    told = {"x-sender": "somebody", REASON: reason, QUEUE: PLACE.inbox, TRIES: 0}
    told |= {EXCHANGE: COMMANDS, ROUTING_KEY: "teahouse.serve-cup.v1.530000"}
    assert {name: parked.headers.get(name) for name in told} == told
    assert parked.headers[ERROR]
    assert parked.headers[FIRST_SEEN].endswith("Z")
    assert replica.counted(outcome="park", type="teahouse.serve-cup.v1", province="530000") == 1
    assert replica.counted(outcome="done") == 1


@pytest.mark.parametrize("header", ["many", -1, None, {"a": 1}, 2**70])
def test_a_count_of_tries_made_up_outside_does_no_harm(twins: House, header: Any) -> None:
    """It is no number, or none that a service would write; the message is parked like any other."""
    twins.post(Outgoing(COMMANDS, "teahouse.serve-cup.v1.530000", b"{", "bad", headers={TRIES: header}), GOOD)

    twins.work(twins.hire())

    assert [one.body for one in twins.parked(1)] == [b"{"]
    assert twins.state(TABLE).cups == {"green"}


def test_a_bug_is_tried_again_ever_later_and_then_parked(twins: House) -> None:
    """After 1, 10 and 60 seconds; what comes after it does not wait, on the same table or another."""
    replica = twins.hire()
    twins.post(serve(TABLE, BROKEN), GOOD, serve(table(8), "white"))
    replica.work(0.0)
    assert twins.state(TABLE).cups == {"green"}
    assert twins.state(table(8)).cups == {"white"}
    assert twins.parked(0) == []

    twins.work(replica)

    (parked,) = twins.parked(1)
    assert parked.body == render(serve(TABLE, BROKEN))
    assert (parked.headers[TRIES], parked.headers[REASON]) == (3, "bug")
    assert parked.headers[ERROR] == "ZeroDivisionError: the cup broke"
    assert twins.waited == list(DELAYS[:3])
    assert replica.counted(outcome="again", type="teahouse.serve-cup.v1", province="530000") == 3


def test_a_bug_that_was_mended_meanwhile_takes_effect(twins: House) -> None:
    """The message waited; the next version of the service handles it."""
    twins.post(serve(TABLE, BROKEN))
    broken = twins.hire()
    broken.work(0.0)
    broken.die()

    mended = twins.hire(replace(DEFINITION, decide=lambda asked, state: rules.decide(replace(asked, cup="new"), state)))
    twins.work(mended)

    assert twins.state(TABLE).cups == {"new"}
    assert twins.parked(0) == []


def test_what_overtook_is_offered_again_until_its_time_has_come(twins: House) -> None:
    """The bill was asked for before the second cup came."""
    replica = twins.hire()
    twins.post(GOOD, close(TABLE, 2))
    replica.work(0.0)
    assert isinstance(twins.state(TABLE), Taken)
    assert replica.counted(outcome="again", type="teahouse.close-table.v1") == 1

    twins.post(serve(TABLE, "white"))
    twins.work(replica)

    assert [one["data"]["cups"] for one in twins.said("kitchen.wash-cups.v1")] == [2]
    assert twins.parked(0) == []


def test_what_overtook_for_ever_is_parked(twins: House) -> None:
    """Somebody must look why the second cup never comes."""
    twins.post(GOOD, close(TABLE, 2))

    twins.work(twins.hire())

    (parked,) = twins.parked(1)
    assert (parked.headers[REASON], parked.headers[TRIES]) == ("overtook", 8)


def test_a_bug_in_a_view_is_narrowed_to_its_message(twins: House) -> None:
    """The other prices are on the menu, and the cups are served."""
    twins.post(tea_priced("green", 300), tea_priced(BROKEN, 1), tea_priced("white", 500), GOOD)

    twins.work(twins.hire())

    assert {one["tea"]: one["fen"] for one in twins.store.list_view("menu", {}, 9)} == {"green": 300, "white": 500}
    assert twins.state(TABLE).fen == 300
    assert [one.headers[ERROR] for one in twins.parked(1)] == ["ZeroDivisionError: the menu broke"]


def test_a_bug_in_a_fact_is_narrowed_to_its_message(twins: House) -> None:
    """The other cups have their price."""
    twins.post(serve(table(1), "green"), serve(table(2), "BROKEN-PRICE"), serve(table(3), "white"))

    twins.work(twins.hire())

    assert set(twins.streams()) == {table(1), table(3)}
    assert [one.headers[ERROR] for one in twins.parked(1)] == ["ZeroDivisionError: the till broke"]


def test_a_bug_in_a_reaction_is_its_events_alone(twins: House) -> None:
    """The event is parked; the next one is heard."""

    def reacting(event: Any) -> Any:
        if event["table"] == table(1):
            raise ZeroDivisionError("the ear broke")
        return DEFINITION.reactions["kitchen.kettle-broke.v1"](event)

    twins.post(serve(table(1), "green"), serve(table(2), "green"), kettle_broke(table(1)), kettle_broke(table(2)))
    twins.work(twins.hire(replace(DEFINITION, reactions={"kitchen.kettle-broke.v1": reacting})))

    assert isinstance(twins.state(table(1)), Taken)
    assert twins.state(table(2)).how == "kettle"
    assert [one.headers[ERROR] for one in twins.parked(1)] == ["ZeroDivisionError: the ear broke"]


def test_what_would_break_its_contract_never_leaves(twins: House) -> None:
    """A cup dearer than the contract of what is published allows: nothing is committed, nothing is said."""
    twins.post(serve(TABLE, "gold", DEAR + 1), serve(table(8), "green", DEAR))

    twins.work(twins.hire())

    assert set(twins.streams()) == {table(8)}
    assert len(twins.said("teahouse.cup-served.v1")) == 1
    (parked,) = twins.parked(1)
    assert "teahouse.cup-served.v1: /fen breaks `maximum`" in parked.headers[ERROR]


def test_a_table_whose_history_cannot_be_read_holds_up_no_other(twins: House) -> None:
    """An event of a type that nobody knows any more: this table's messages are parked, the others' are not."""
    twins.store.append(commits_of(TABLE, 1, [{}]))

    twins.post(serve(TABLE, "white"), serve(table(8), "white"))
    twins.work(twins.hire())

    assert [one.body for one in twins.parked(1)] == [render(serve(TABLE, "white"))]
    assert len(twins.streams()[table(8)]) == 1


def test_a_parked_message_that_is_replayed_is_handled(twins: House) -> None:
    """Sent again to where it was first sent, once the reason is gone."""
    twins.post(Outgoing(COMMANDS, "teahouse.serve-cup.v1.530000", b"{", "bad"))
    twins.work(twins.hire()).die()
    (parked,) = twins.parked(1)

    twins.post(replace(outgoing(GOOD), exchange=parked.headers[EXCHANGE], routing_key=parked.headers[ROUTING_KEY]))
    twins.work(twins.hire())

    assert twins.state(TABLE).cups == {"green"}

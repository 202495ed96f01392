"""An id means one message: the same again changes nothing, another under the same id is parked and said to be so."""

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest

from services.chassis.commits import Commit, content_digest, seal
from services.chassis.contracts import FOLDER
from services.chassis.names import answer_id
from services.chassis.returns import ERROR, REASON
from services.chassis.testing.mail import message
from services.chassis.testing.memory_store import MemoryStore
from tests.chassis.house import House, close, serve, table
from tests.chassis.teahouse.messages import Done

TABLE = table(7)
FIRST = serve(TABLE, "green", id="one")


def test_another_message_under_the_same_id_is_parked_and_the_first_one_stays(twins: House) -> None:
    """Whoever sent it learns which field, what is wrong with it and what to do."""
    twins.post(FIRST, serve(TABLE, "white", id="one"), serve(TABLE, "black"))

    replica = twins.work(twins.hire())

    assert twins.state(TABLE).cups == {"green", "black"}
    (parked,) = twins.parked(1)
    assert json.loads(parked.body)["data"]["cup"] == "white"
    assert parked.headers[REASON] == "malformed"
    assert parked.headers[ERROR] == (
        f"id: is that of another message, with other content, which {TABLE} has handled. "
        "Send this one under its own id."
    )
    assert replica.counted(outcome="park") == 1


@pytest.mark.parametrize("later", [False, True])
def test_another_type_under_the_same_id_is_another_message(twins: House, later: bool) -> None:
    """In the same batch, or to a service that was started anew meanwhile."""
    twins.post(FIRST)
    if later:
        twins.work(twins.hire()).die()
    twins.post(close(TABLE, 1, id="one"))

    twins.work(twins.hire())

    assert len(twins.parked(1)) == 1
    assert len(twins.streams()[TABLE]) == 1


def test_the_same_message_said_again_at_another_time_changes_nothing(twins: House) -> None:
    """Time, trace and sender may differ: whoever tries again does so later."""
    trace = "00-00000000000000000000000000000001-0000000000000001-01"
    twins.post(FIRST, serve(TABLE, "green", id="one", time="2026-11-20T04:00:09.000Z", trace=trace, actor="person-1"))

    replica = twins.work(twins.hire())

    assert (replica.counted(outcome="done"), replica.counted(outcome="already")) == (1, 1)
    assert twins.parked(0) == []


def test_the_outside_may_answer_otherwise_when_it_is_asked_again(twins: House) -> None:
    """A service died after it had asked; of two answers to one intent the first counts."""
    twins.post(serve(TABLE, "green"), close(TABLE, 1))
    twins.work(twins.hire())
    (intent,) = twins.bills

    again = message("teahouse.record-bill.v1", TABLE, {"number": "other"}, id=answer_id(TABLE, intent), cause=intent)
    twins.post(again)
    replica = twins.work(twins.hire())

    assert twins.state(TABLE) == Done(f"bill-{intent}")
    assert replica.counted(outcome="already") == 1
    assert twins.parked(0) == []


def test_commits_from_before_the_content_was_kept_are_compared_with_nothing(twins: House) -> None:
    """Their chains hold as they are, and their messages are known by id alone."""
    twins.post(FIRST)
    twins.work(twins.hire())
    (commit,) = twins.streams()[TABLE]
    old = cast(Commit, {name: value for name, value in commit.items() if name != "asked"})
    store = MemoryStore()
    store.append([seal(old)])
    house = House(store, twins.bus)

    house.post(serve(TABLE, "white", id="one"), serve(TABLE, "black"))
    house.work(house.hire())

    assert house.state(TABLE).cups == {"green", "black"}
    assert [commit.get("asked") is None for commit in house.streams()[TABLE]] == [True, False]
    assert house.parked(0) == []


def digest(**data: Any) -> str:
    """Of a message that says this."""
    return content_digest("logistics.ship-result.v1", data)


def test_what_is_sealed_again_is_the_same() -> None:
    """Sealing takes a new key each time, so the same address never looks the same twice."""
    one, other = ({"address_sealed": sealed, "method": "post"} for sealed in ("ey.x", "ey.y"))

    assert digest(delivery=one, a=1) == digest(delivery=other, a=1)
    assert digest(delivery=one, a=1) != digest(delivery=other, a=2)


def test_whatever_else_differs_is_seen() -> None:
    """Also a text that only looks like something sealed, and a number that is no number."""
    different: list[dict[str, Any]] = [
        {"text": 'x_sealed":"one"'},
        {"text": 'x_sealed":"two"'},
        {"text": 1},
        {"text": "1"},
        {"text": True},
        {"text": None},
        {},
        {"sealed": "one"},
        {"sealed": "two"},
    ]

    assert len({digest(**data) for data in different}) == len(different)
    assert digest(a=1, b=[2]) == digest(b=[2], a=1)


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every property of a schema, at any depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from properties(part)


def test_whatever_is_sealed_has_a_name_that_says_so() -> None:
    """By its name it is left out when contents are compared."""
    schemas = [json.loads(file.read_text(encoding="utf-8")) for file in FOLDER.rglob("*.v[0-9]*.json")]
    sealed = {
        name
        for schema in schemas
        for name, said in properties(schema)
        if isinstance(said, dict) and "sealed.v1.json" in str(said.get("$ref"))
    }

    assert sealed >= {"applicant_sealed", "address_sealed"}
    assert {name for name in sealed if not name.endswith("_sealed")} == set()

"""What is wanted from the outside world: asked with one key, answered with one id, however often it is tried."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from services.chassis.bus import Outgoing
from services.chassis.errors import Unavailable
from services.chassis.intake import TRIES
from services.chassis.returns import ERROR, REASON
from services.chassis.testing.mail import delivery, message
from services.chassis.topology import DIRECT, NATIONAL
from services.chassis.vocabulary import Answer, Foreign, OutsideUnavailable
from tests.chassis.house import PLACE, House, close, serve, table
from tests.chassis.teahouse.messages import Done

TABLE = table(7)
INTENT = message("teahouse.print-bill.v1", TABLE, {"total_fen": 100}, case="case-530000-7")


def closed(house: House) -> None:
    """A table that wants its bill."""
    house.post(serve(TABLE, "green"), close(TABLE, 1))


def printer(house: House, faults: list[Exception]) -> Mapping[str, Callable[[Foreign], Answer]]:
    """A printer that fails so often before it works."""

    def print_bill(intent: Foreign) -> Answer:
        house.bills[intent["message"]] += 1
        if faults:
            raise faults.pop(0)
        return house.print_bill(intent)

    return {INTENT.type: print_bill}


def test_an_outside_that_is_away_is_asked_again_with_the_same_key(twins: House) -> None:
    """Until it answers; then the answer is decided like any other command."""
    closed(twins)
    replica = twins.hire()
    replica.effects.adapters.update(printer(twins, [OutsideUnavailable("no paper")] * 3))
    twins.work(replica)

    (key,) = twins.bills
    assert twins.bills[key] == 5
    assert twins.state(TABLE) == Done(f"bill-{key}")
    assert replica.counted(outcome="again") == 3
    assert twins.parked(0) == []


def test_an_outside_that_stays_away_is_somebodys_business(twins: House) -> None:
    """After ten tries the intent is parked with what was wrong."""
    closed(twins)
    replica = twins.hire()
    replica.effects.adapters.update(printer(twins, [OutsideUnavailable("no paper")] * 20))
    twins.work(replica)

    (parked,) = twins.parked(1)
    assert (parked.headers[REASON], parked.headers[TRIES]) == ("outside-unavailable", 10)
    assert parked.headers[ERROR] == "OutsideUnavailable: no paper"


def test_a_bug_in_an_adapter_is_parked_after_its_tries(twins: House) -> None:
    """As everywhere."""
    closed(twins)
    replica = twins.hire()
    replica.effects.adapters.update(printer(twins, [ZeroDivisionError("paper jam")] * 20))
    twins.work(replica)

    (parked,) = twins.parked(1)
    assert (parked.headers[REASON], parked.headers[TRIES]) == ("bug", 3)


@pytest.mark.parametrize("data", [{}, {"number": 1}, {"number": "1", "secret": "2"}])
def test_an_answer_that_breaks_its_contract_never_leaves(twins: House, data: Mapping[str, Any]) -> None:
    """The intent is parked; nobody is told nonsense."""
    closed(twins)
    replica = twins.hire()
    replica.effects.adapters[INTENT.type] = lambda _: Answer("teahouse.record-bill.v1", data)
    twins.work(replica)

    (parked,) = twins.parked(1)
    assert parked.headers[REASON] == "contractviolation"
    assert len(twins.streams()[TABLE]) == 2


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"type":"teahouse.print-bill.v1"}'])
def test_an_intent_that_is_none_is_parked(twins: House, body: bytes) -> None:
    """And the next one is carried out."""
    replica = twins.hire()
    twins.post(Outgoing(DIRECT, PLACE.effects, body, "bad"))
    closed(twins)
    twins.work(replica)

    assert [one.body for one in twins.parked(1)] == [body]
    assert isinstance(twins.state(TABLE), Done)


def test_an_intent_without_an_adapter_is_parked(twins: House) -> None:
    """Somebody forgot to plug the printer in."""
    closed(twins)
    replica = twins.hire()
    replica.effects.adapters.clear()
    twins.work(replica)

    assert [one.headers[ERROR] for one in twins.parked(1)] == ["teahouse.print-bill.v1: no adapter carries it out"]


def test_an_answer_belongs_to_its_intent(twins: House) -> None:
    """The same intent, answered twice, gives the same id; stream, case, province and trace go on."""
    replica = twins.hire()
    replica.effects.perform(delivery(INTENT))
    replica.effects.perform(delivery(INTENT))

    first, second = twins.peek(PLACE.inbox)
    assert first["id"] == second["id"]
    assert (first["subject"], first["correlationid"], first["province"]) == (TABLE, INTENT.case, "530000")
    assert first["causationid"] == INTENT.id
    assert first["traceparent"].split("-")[1] == INTENT.trace.split("-")[1]


def test_an_answer_that_no_queue_takes_leaves_its_intent_where_it_was(twins: House) -> None:
    """Nobody serves the inbox: the intent is not acknowledged, so it will be carried out again."""
    replica = twins.hire()
    twins.unbind(PLACE.inbox, NATIONAL, "teahouse.#")

    with pytest.raises(Unavailable, match=r"no queue takes teahouse\.record-bill\.v1\.530000"):
        replica.effects.perform(delivery(INTENT))

"""The contracts' examples tell one story, and the rules tell it the same way."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.chassis import codec
from services.chassis.contracts import FOLDER
from services.chassis.envelope import Message, from_mapping
from services.chassis.testing.scenario import Outcome, Scenario
from services.payments.effects import facts
from services.payments.messages import COMMANDS, Command
from services.payments.public import publish
from services.payments.service import DEFINITION
from services.payments.settings import Settings

SECRET = "example secret, never in use"
SETTINGS = Settings("http://channel", SECRET, "https://portal.example")
KINDS = {
    "collect-fee": COMMANDS[0],
    "record-order": COMMANDS[1],
    "record-callback": COMMANDS[2],
    "expire-order": COMMANDS[3],
    "cancel-collection": COMMANDS[4],
    "record-refund": COMMANDS[5],
}


def example(name: str) -> Message:
    """A message as it travels."""
    file = Path(FOLDER, "payments", "examples", f"{name}.json")
    attributes: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return from_mapping(attributes)


def command(name: str) -> Command:
    """The command that the chassis makes of the example, completed."""
    made: Any = codec.convert(example(name).foreign(), KINDS[name.partition(".")[0]])
    complete = facts(SETTINGS, None).get(type(made))
    completed: Command = complete([made])[0] if complete else made
    return completed


def after(*names: str) -> Outcome:
    """These examples in turn."""
    return Scenario(DEFINITION).when(*map(command, names))


def test_the_bill_leads_to_the_order() -> None:
    """Same stream, same sum, same address to call as the example of `payments.open-order.v1`."""
    (owed,) = DEFINITION.next_commands(after("collect-fee.v1").state)
    wanted = example("open-order.v1")
    assert (owed.type, owed.subject) == (wanted.type, wanted.subject)
    assert _but(owed.data, "description") == _but(wanted.data, "description")


@pytest.mark.parametrize(
    ("names", "said", "own"),
    [
        (["collect-fee.v1", "record-order.v1"], "fee-requested.v1", ()),
        (["collect-fee.v1", "record-order.v1.refused"], "collection-refused.v1", ()),
        (["collect-fee.v1", "record-order.v1", "record-callback.v1"], "fee-settled.v1", ("receipt",)),
        (["collect-fee.v1", "record-order.v1", "record-callback.v1.forged"], "callback-rejected.v1", ()),
        (["collect-fee.v1", "record-order.v1", "expire-order.v1"], "collection-expired.v1", ()),
    ],
)
def test_what_is_told_leads_to_what_the_world_hears(names: list[str], said: str, own: tuple[str, ...]) -> None:
    """As the example shows it; only the receipt's number is each payment's own."""
    outcome = after(*names)
    (event,) = outcome.events
    told, wanted = publish(event, outcome.state), example(said)
    assert told is not None
    assert told.type == wanted.type
    assert _comparable(_but(told.data, *own)) == _comparable(_but(wanted.data, *own))


def test_cancelling_what_was_paid_asks_for_the_money_back() -> None:
    """The refund speaks of the example's payment, and of the example's reason."""
    outcome = after("collect-fee.v1", "record-order.v1", "record-callback.v1", "cancel-collection.v1")
    (owed,) = DEFINITION.next_commands(outcome.state)
    assert owed.type == example("refund-order.v1").type
    assert set(owed.data) == set(example("refund-order.v1").data)
    assert owed.data["why"] == example("cancel-collection.v1").data["reason"]


def _but(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The data without these."""
    return {name: value for name, value in data.items() if name not in names}


def _comparable(data: Mapping[str, Any]) -> dict[str, Any]:
    """Times as moments, however they are written."""
    return {name: datetime.fromisoformat(value) if name.endswith("_at") else value for name, value in data.items()}

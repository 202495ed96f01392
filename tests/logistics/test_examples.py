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
from services.logistics.effects import facts
from services.logistics.messages import COMMANDS, Command
from services.logistics.public import publish
from services.logistics.service import DEFINITION
from services.logistics.settings import Settings

SECRET = "example secret, never in use"
SETTINGS = Settings("http://carrier", SECRET, "https://portal.example", Path("key.pem"))
KINDS = {"ship-result": COMMANDS[0], "record-booking": COMMANDS[1], "record-carrier-notice": COMMANDS[2]}


def example(name: str) -> Message:
    """A message as it travels."""
    file = Path(FOLDER, "logistics", "examples", f"{name}.json")
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


def test_the_order_to_send_leads_to_the_booking() -> None:
    """Same stream, same sealed address, same address to call as the example of `logistics.book-parcel.v1`."""
    (owed,) = DEFINITION.next_commands(after("ship-result.v1").state)
    wanted = example("book-parcel.v1")
    assert (owed.type, owed.subject, owed.data) == (wanted.type, wanted.subject, wanted.data)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["record-booking.v1"], "parcel-booked.v1"),
        (["record-booking.v1.refused"], "booking-refused.v1"),
        (["record-booking.v1", "record-carrier-notice.v1"], "parcel-handed-over.v1"),
        (["record-booking.v1", "record-carrier-notice.v1.delivered"], "parcel-delivered.v1"),
        (["record-booking.v1", "record-carrier-notice.v1.returned"], "parcel-returned.v1"),
        (["record-booking.v1", "record-carrier-notice.v1.forged"], "notice-rejected.v1"),
    ],
)
def test_what_is_told_leads_to_what_the_world_hears(told: list[str], said: str) -> None:
    """As the example shows it."""
    outcome = after("ship-result.v1", *told)
    (event,) = outcome.events
    heard, wanted = publish(event, outcome.state), example(said)
    assert heard is not None
    assert heard.type == wanted.type
    assert _comparable(heard.data) == _comparable(wanted.data)


def _comparable(data: Mapping[str, Any]) -> dict[str, Any]:
    """Times as moments, however they are written."""
    return {name: datetime.fromisoformat(value) if name.endswith("_at") else value for name, value in data.items()}

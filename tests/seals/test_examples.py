"""The contracts' examples tell one story, and the rules tell it the same way."""

import json
from pathlib import Path
from typing import Any, TypeVar

import pytest

from services.chassis import codec
from services.chassis.contracts import FOLDER
from services.chassis.envelope import Message, from_mapping
from services.chassis.testing.scenario import Scenario
from services.seals.messages import RecordSignature, SealDocument
from services.seals.public import publish
from services.seals.service import DEFINITION

T = TypeVar("T")

SCENARIO = Scenario(DEFINITION)


def example(name: str) -> Message:
    """A message as it travels."""
    file = Path(FOLDER, "seals", "examples", f"{name}.json")
    attributes: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return from_mapping(attributes)


def command(name: str, into: type[T]) -> T:
    """The command that the chassis makes of the example."""
    return codec.convert(example(name).foreign(), into)


def test_the_request_leads_to_the_question_for_the_key_device() -> None:
    """Same stream, same data as the example of `seals.sign-content.v1`."""
    outcome = SCENARIO.when(command("seal-document.v1", SealDocument))
    (owed,) = DEFINITION.next_commands(outcome.state)
    wanted = example("sign-content.v1")
    assert (owed.type, owed.subject, owed.data) == (wanted.type, wanted.subject, wanted.data)


@pytest.mark.parametrize(
    ("answer", "said"),
    [("record-signature.v1", "document-sealed.v1"), ("record-signature.v1.refused", "sealing-refused.v1")],
)
def test_the_devices_answer_leads_to_what_the_world_hears(answer: str, said: str) -> None:
    """Same data as the example of the event; what was stored is read back the same."""
    outcome = SCENARIO.when(command("seal-document.v1", SealDocument), command(answer, RecordSignature))
    (event,) = outcome.events
    told, wanted = publish(event, outcome.state), example(said)
    assert told is not None
    assert (told.type, told.data) == (wanted.type, wanted.data)
    assert codec.convert(json.loads(json.dumps(codec.plain(event))), type(event)) == event

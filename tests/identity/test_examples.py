"""The contracts' examples tell one story, and the rules tell it the same way."""

import json
from pathlib import Path
from typing import Any, TypeVar

import pytest

from services.chassis import codec
from services.chassis.contracts import FOLDER
from services.chassis.envelope import Message, from_mapping
from services.chassis.testing.scenario import Scenario
from services.identity.messages import RecordRegisterAnswer, VerifyPerson
from services.identity.public import publish
from services.identity.service import DEFINITION

T = TypeVar("T")

SCENARIO = Scenario(DEFINITION)


def example(name: str) -> Message:
    """A message as it travels."""
    file = Path(FOLDER, "identity", "examples", f"{name}.json")
    attributes: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return from_mapping(attributes)


def command(name: str, into: type[T]) -> T:
    """The command that the chassis makes of the example."""
    return codec.convert(example(name).foreign(), into)


def test_the_request_leads_to_the_question_for_the_register() -> None:
    """Same stream, same case, same data as the example of `identity.ask-register.v1`."""
    outcome = SCENARIO.when(command("verify-person.v1", VerifyPerson))
    (owed,) = DEFINITION.next_commands(outcome.state)
    wanted = example("ask-register.v1")
    assert (owed.type, owed.subject, owed.case, owed.data) == (wanted.type, wanted.subject, wanted.case, wanted.data)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("record-register-answer.v1", "person-verified.v1"),
        ("record-register-answer.v1.name-mismatch", "verification-refused.v1"),
        ("record-register-answer.v1.unknown", "verification-refused.v1"),
    ],
)
def test_the_registers_answer_leads_to_what_the_world_hears(answer: str, said: str) -> None:
    """Of the type that the example shows, for its case; what was stored is read back the same."""
    outcome = SCENARIO.when(command("verify-person.v1", VerifyPerson), command(answer, RecordRegisterAnswer))
    (event,) = outcome.events
    told, wanted = publish(event, outcome.state), example(said)
    assert told is not None
    assert (told.type, told.case, told.data["person"]) == (wanted.type, wanted.case, wanted.data["person"])
    assert codec.convert(json.loads(json.dumps(codec.plain(event))), type(event)) == event

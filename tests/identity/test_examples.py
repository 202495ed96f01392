"""The contracts' examples tell one story, and the rules tell it the same way."""

import pytest

from services.chassis.testing.story import Story
from services.identity.service import DEFINITION

STORY = Story(DEFINITION)


def test_the_request_leads_to_the_question_for_the_register() -> None:
    """Same stream, same data as the example of `identity.ask-register.v1`; and it is about the same case."""
    outcome = STORY.told("verify-person.v1")
    STORY.then_asks(outcome, "ask-register.v1")
    assert DEFINITION.next_commands(outcome.state)[0].case == STORY.example("ask-register.v1").case


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("record-register-answer.v1", "person-verified.v1"),
        ("record-register-answer.v1.name-mismatch", "verification-refused.v1"),
        ("record-register-answer.v1.unknown", "verification-refused.v1"),
    ],
)
def test_the_registers_answer_leads_to_what_the_world_hears(answer: str, said: str) -> None:
    """As the example shows it, for its case; the reason is the one the register gave."""
    told = STORY.then_says(STORY.told("verify-person.v1", answer), said, "reason")
    assert told.case == STORY.example(said).case
    assert told.data.get("reason") == STORY.example(answer).data.get("reason")

"""The contracts' examples tell one story, and the rules tell it the same way."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.chassis.testing.story import Story
from services.seals.messages import Known, SealDocument
from services.seals.service import DEFINITION


def allowed(commands: Sequence[SealDocument]) -> Sequence[SealDocument]:
    """The case is approved, the seal in force."""
    return [replace(command, known=Known(approved=True, standing=None)) for command in commands]


STORY = Story(DEFINITION, {SealDocument: allowed})


def test_the_request_leads_to_the_question_for_the_key_device() -> None:
    """Same stream, same data as the example of `seals.sign-content.v1`."""
    STORY.then_asks(STORY.told("seal-document.v1"), "sign-content.v1")


@pytest.mark.parametrize(
    ("answer", "said"),
    [("record-signature.v1", "document-sealed.v1"), ("record-signature.v1.refused", "sealing-refused.v1")],
)
def test_the_devices_answer_leads_to_what_the_world_hears(answer: str, said: str) -> None:
    """Same data as the example of the event."""
    STORY.then_says(STORY.told("seal-document.v1", answer), said)

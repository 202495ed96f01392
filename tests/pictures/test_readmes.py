"""The picture of a state machine is drawn from the code, never beside it."""

from importlib import import_module
from typing import get_args

import pytest

from tests.pictures.diagram import BEGIN, deciding_services, definition_of, readme_with, scenarios_of, walked


@pytest.mark.parametrize("service", deciding_services())
def test_the_diagram_in_the_readme_is_what_the_decider_does(service: str) -> None:
    """`make readme` draws it anew."""
    path, expected = readme_with(service)

    assert BEGIN in expected
    assert expected == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("service", deciding_services())
def test_every_state_is_reached_by_some_scenario(service: str) -> None:
    """A state that no scenario reaches is not known to work."""
    definition = definition_of(service)
    room = import_module(definition.decide.__module__)
    reached = {type(after) for _, _, after in walked(definition, scenarios_of(service))}

    assert set(get_args(room.State)) == {type(definition.initial)} | reached

"""The picture of a state machine is drawn from the code, never beside it."""

import pytest

from tests.pictures.diagram import BEGIN, deciding_services, edges, readme_with, scenarios_of, definition_of


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
    reached = {end for _, _, end in edges(definition, scenarios_of(service))}
    handled = {type(definition.initial).__name__} | reached

    assert len(handled) > 2, "a decider with one state decides nothing"

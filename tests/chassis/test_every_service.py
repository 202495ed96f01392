"""What every service inherits: its messages survive the journey, repetition and disorder. A new one is found by itself.

`tests/<service>/scenarios.py` tells the ways of a stream: SCENARIOS (drawn in the README), FURTHER (not drawn), and
ORDER_TELLS, the scenarios whose end depends on the order of their messages, with the reason why it may.
"""

import importlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import is_dataclass, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis import names
from services.chassis.codec import plain
from services.chassis.contracts import Contracts
from services.chassis.definition import Definition
from services.chassis.envelope import Message
from services.chassis.projections import Projector, committed
from services.chassis.testing.inherited import Line, examples, played, survives_the_command, survives_the_store
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.vocabulary import Foreign, View
from tests.architecture.source import service_folders

SERVICES = [folder.name for folder in service_folders()]
contracts = cache(Contracts.load)


def definition(service: str) -> Definition:
    """What the service hands to the chassis."""
    found = importlib.import_module(f"services.{service}.service").DEFINITION
    assert isinstance(found, Definition)
    return found


DECIDING = [service for service in SERVICES if definition(service).events]


@cache
def scenarios(service: str) -> Mapping[str, Sequence[Any]]:
    """All of them, drawn or not."""
    told = importlib.import_module(f"tests.{service}.scenarios")
    return {**told.SCENARIOS, **getattr(told, "FURTHER", {})}


@cache
def order_tells(service: str) -> Mapping[str, str]:
    """The scenarios whose order is part of the story."""
    told: Mapping[str, str] = getattr(importlib.import_module(f"tests.{service}.scenarios"), "ORDER_TELLS", {})
    return told


def _scenarios() -> Iterator[Any]:
    for service in DECIDING:
        for name in scenarios(service):
            yield pytest.param(service, name, id=f"{service}: {name}")


def _commands() -> Iterator[Any]:
    for service in SERVICES:
        for command in definition(service).commands:
            yield pytest.param(service, command, id=f"{service}: {command.__name__}")


def _kept() -> Iterator[Any]:
    for service in SERVICES:
        for view in definition(service).views:
            yield pytest.param(service, view, id=f"{service}: {view.name}")


def _reactions() -> Iterator[Any]:
    for service in SERVICES:
        for heard, react in definition(service).reactions.items():
            yield pytest.param(heard, react, id=f"{service}: {heard}")


def test_every_service_but_the_portal_decides_and_tells_its_scenarios() -> None:
    """The portal only keeps what others say."""
    assert set(SERVICES) - set(DECIDING) == {"portal"}
    for service in DECIDING:
        assert scenarios(service)
        assert set(order_tells(service)) <= set(scenarios(service))


@pytest.mark.parametrize(("service", "command"), [*_commands()])
def test_every_example_of_a_command_survives_the_journey(service: str, command: type[Any]) -> None:
    """From the bus into the service's class and back, nothing is lost."""
    found = list(examples(names.type_of(service, command)))
    assert found, "a command without an example"
    for _, example in found:
        survives_the_command(command, example)


@pytest.mark.parametrize(("service", "name"), [*_scenarios()])
def test_every_event_survives_the_store(service: str, name: str) -> None:
    """Written and read again it is the same, to the byte."""
    for event in played(definition(service), contracts(), scenarios(service)[name]).events():
        survives_the_store(event)


@pytest.mark.parametrize("service", DECIDING)
def test_every_kind_of_event_happens_in_some_scenario(service: str) -> None:
    """Otherwise nobody has looked whether it survives."""
    lines = [played(definition(service), contracts(), commands) for commands in scenarios(service).values()]
    happened = {type(event) for line in lines for event in line.events()}

    assert {event.__name__ for event in definition(service).events} == {event.__name__ for event in happened}


@pytest.mark.parametrize(("service", "name"), [*_scenarios()])
def test_every_message_twice_writes_once(service: str, name: str) -> None:
    """Each delivered twice in a row, and then all of them once more: the same commits, the same messages."""
    commands = scenarios(service)[name]
    once, twice = played(definition(service), contracts(), commands), Line(definition(service), contracts())
    for number, command in enumerate(commands):
        twice.deliver(number, command)
        twice.deliver(number, command, again=True)
    twice.deliver_all(commands, range(len(commands)))

    assert once.effect()
    assert twice.effect() == once.effect()


@pytest.mark.parametrize(("service", "name"), [*_scenarios()])
def test_any_order_and_repetition_comes_to_the_same_end(service: str, name: str) -> None:
    """Unless the order is the story: then the scenario says why."""
    if name in order_tells(service):
        assert order_tells(service)[name], "say why"
        return
    commands = scenarios(service)[name]
    expected = _unordered(played(definition(service), contracts(), commands).end())

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.integers(0, len(commands) - 1), max_size=len(commands)).flatmap(_shuffled(len(commands))))
    def comes_to_the_same_end(order: list[int]) -> None:
        line = Line(definition(service), contracts())
        line.deliver_all(commands, order)
        assert _unordered(line.end()) == expected

    comes_to_the_same_end()


def _shuffled(count: int) -> Any:
    return lambda again: st.permutations([*range(count), *again])


def _unordered(state: Any) -> Any:
    """A state in a form in which the order of collections does not matter: who was answered, not who first."""
    return type(state).__name__, _sorted(plain(state)) if state is not None else None


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return sorted(map(_sorted, value), key=lambda inner: json.dumps(inner, sort_keys=True))
    return value


def stored(service: str, kinds: Collection[str]) -> Iterator[Message]:
    """The events of these kinds in every scenario, as own views are given them."""
    for name, commands in scenarios(service).items() if kinds else ():
        line = played(definition(service), contracts(), commands)
        yield from (replace(own, id=f"{name}/{own.id}") for own in committed(line.commits(), kinds))


@pytest.mark.parametrize(("service", "view"), [*_kept()])
def test_a_view_shows_the_same_in_whatever_order_it_was_told(service: str, view: View) -> None:
    """All examples of what it keeps, each once and some again, in one batch or in many."""
    told = [example for kind in sorted({**view.keep, **view.own}) if "." in kind for _, example in examples(kind)]
    told += stored(service, [kind for kind in view.own if "." not in kind])
    assert {example.type for example in told} == {*view.keep, *view.own}, "something is kept that has no example"
    expected = _shown(view, [[example] for example in told])

    @settings(max_examples=25, deadline=None)
    @given(st.permutations(told), st.lists(st.sampled_from(told), max_size=5), st.integers(1, len(told)))
    def shows_the_same(first: Sequence[Message], again: Sequence[Message], size: int) -> None:
        heard = [*first, *again]
        assert _shown(view, [heard[at : at + size] for at in range(0, len(heard), size)]) == expected

    shows_the_same()


def _shown(view: View, batches: Sequence[Sequence[Message]]) -> list[dict[str, Any]]:
    store = MemoryStore()
    for batch in batches:
        Projector(store).note([(view, said) for said in batch])
    return store.list_view(view.name, {}, 1_000)


@pytest.mark.parametrize(("heard", "react"), [*_reactions()])
def test_a_reaction_understands_every_example_of_what_it_hears(heard: str, react: Callable[[Foreign], Any]) -> None:
    """It makes an own command for an own stream of it, or nothing."""
    for _, example in examples(heard):
        command = react(example.foreign())
        if command is not None:
            assert is_dataclass(command)
            assert str(command.subject)  # type: ignore[union-attr]

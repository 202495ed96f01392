"""Drives a decider through its scenarios and draws every change of state that it sees (Mermaid)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

from services.chassis.definition import Definition
from services.chassis.vocabulary import NotYet

SERVICES = Path(__file__).parents[2] / "services"
BEGIN, END = "<!-- states:begin -->", "<!-- states:end -->"

Edge = tuple[str, str, str]
"""From this state, by this command, to that state."""


def deciding_services() -> list[str]:
    """Every service that has a decider."""
    return sorted(path.parent.name for path in SERVICES.glob("*/decider*") if path.parent.name != "chassis")


def definition_of(service: str) -> Definition:
    """What the service hands to the chassis."""
    found: Definition = import_module(f"services.{service}.service").DEFINITION
    return found


def scenarios_of(service: str) -> Iterable[Sequence[Any]]:
    """The lists of commands in tests/<service>/scenarios.py."""
    found: dict[str, Sequence[Any]] = import_module(f"tests.{service}.scenarios").SCENARIOS
    return found.values()


def edges(definition: Definition, scenarios: Iterable[Sequence[Any]]) -> list[Edge]:
    """Every change of state: each scenario walked to its end, and from each stop every command of it tried."""
    found: dict[Edge, None] = {}
    for commands in scenarios:
        state = definition.initial
        for command in commands:
            for other in commands:
                for edge in _edge(definition, state, other):
                    found.setdefault(edge)
            state = _after(definition, state, command)
    return list(found)


def _after(definition: Definition, state: Any, command: Any) -> Any:
    return reduce(definition.evolve, definition.decide(command, state), state)


def _edge(definition: Definition, state: Any, command: Any) -> Iterator[Edge]:
    try:
        after = _after(definition, state, command)
    except NotYet:
        return
    if after != state:
        yield type(state).__name__, _words(type(command).__name__), type(after).__name__


def _words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def mermaid(definition: Definition, found: Sequence[Edge]) -> str:
    """A state diagram; states in which nothing more happens lead to the end."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {type(definition.initial).__name__}"]
    lines += [f"    {start} --> {end}: {command}" for start, command, end in sorted(set(found))]
    leaving = {start for start, _, end in found if start != end}
    lines += [f"    {end} --> [*]" for end in sorted({end for _, _, end in found} - leaving)]
    return "\n".join([*lines, "```"])


def drawn(service: str) -> str:
    """The service's diagram as it must stand in its README."""
    definition = definition_of(service)
    return mermaid(definition, edges(definition, scenarios_of(service)))


def readme_with(service: str) -> tuple[Path, str]:
    """The README and what it should say."""
    path = SERVICES / service / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return path, f"{before}{BEGIN}\n{drawn(service)}\n{END}{after}"

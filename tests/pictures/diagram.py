"""Drives a decider through its scenarios and draws every change of state that it sees (Mermaid)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

from services.chassis.definition import Definition
from services.chassis.vocabulary import NotYet

SERVICES = Path(__file__).parents[2] / "services"
BEGIN, END = "<!-- states:begin -->", "<!-- states:end -->"


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


def walked(definition: Definition, scenarios: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, Any, Any]]:
    """State, command, state after it: each scenario walked to its end, and from each stop every command of it tried."""
    for commands in scenarios:
        state = definition.initial
        for command in commands:
            for other in commands:
                with suppress(NotYet):
                    yield state, other, _after(definition, state, other)
            state = _after(definition, state, command)


def _after(definition: Definition, state: Any, command: Any) -> Any:
    return reduce(definition.evolve, definition.decide(command, state), state)


def mermaid(definition: Definition, steps: Iterable[tuple[Any, Any, Any]]) -> str:
    """A state diagram: one arrow from state to state with all that leads there; what stays where it is, is left out."""
    arrows: dict[tuple[str, str], set[str]] = {}
    ends: set[str] = set()
    for before, command, after in steps:
        start, end = type(before).__name__, type(after).__name__
        if start != end:
            arrows.setdefault((start, end), set()).add(_words(type(command).__name__))
        if definition.is_terminal(after):
            ends.add(end)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {type(definition.initial).__name__}"]
    lines += [f"    {start} --> {end}: {', '.join(sorted(said))}" for (start, end), said in arrows.items()]
    return "\n".join([*lines, *(f"    {end} --> [*]" for end in sorted(ends)), "```"])


def _words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def drawn(service: str) -> str:
    """The service's diagram as it must stand in its README."""
    definition = definition_of(service)
    return mermaid(definition, walked(definition, scenarios_of(service)))


def readme_with(service: str) -> tuple[Path, str]:
    """The README and what it should say."""
    path = SERVICES / service / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return path, f"{before}{BEGIN}\n{drawn(service)}\n{END}{after}"

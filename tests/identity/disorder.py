"""One stream under disorder: every message in any order, any of them again, too early ones offered later."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from hypothesis import strategies as st

from services.chassis.definition import Definition
from services.chassis.vocabulary import NotYet, Owed, Published

REPETITIONS = 6
PATIENCE = 200
"""Steps after which a message that is still too early can only be waiting for ever."""

Answers = Callable[[Owed], Sequence[Any]]
"""What comes back, as own commands, for a command or effect that the stream asked for."""


def disordered(
    data: st.DataObject, definition: Definition, commands: Sequence[Any], answers: Answers
) -> tuple[Any, list[Published]]:
    """Deliver everything, without the duplicate guard that the commit log adds; returns the end, and what was said."""
    state, said, waiting = definition.initial, list[Published](), list(commands)
    repetitions, steps = data.draw(st.integers(0, REPETITIONS)), 0
    while waiting:
        steps += 1
        assert steps < PATIENCE, f"these wait for ever: {waiting}"
        command = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
        if repetitions and data.draw(st.booleans()):
            repetitions -= 1
            waiting.append(command)
        try:
            events = definition.decide(command, state)
        except NotYet:
            waiting.append(command)
            continue
        before, state = state, reduce(definition.evolve, events, state)
        published = (definition.publish(event, state) for event in events)
        said.extend(one for one in published if one is not None)
        for owed in newly_owed(definition, before, state):
            waiting.extend(answers(owed))
    return state, said


def newly_owed(definition: Definition, before: Any, after: Any) -> list[Owed]:
    """What a commit sends: owed after it and not before."""
    had = {owed.purpose for owed in definition.next_commands(before)}
    return [owed for owed in definition.next_commands(after) if owed.purpose not in had]

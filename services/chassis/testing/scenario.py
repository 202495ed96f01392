"""Given these events, when this is asked, then this happens: tests of a decider that read as law."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import pytest

from services.chassis.definition import Definition
from services.chassis.vocabulary import NotYet


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decider made of the last command: the events, and the state after them."""

    definition: Definition
    before: Any
    state: Any
    events: Sequence[Any]

    def then(self, *expected: Any) -> "Outcome":
        """Exactly these events were decided."""
        assert list(expected) == list(self.events)
        return self

    def then_nothing(self) -> "Outcome":
        """It was already so: nothing is decided, nothing is sent."""
        return self.then()

    def then_state(self, expected: Any) -> "Outcome":
        """The stream has come to this state."""
        assert expected == self.state
        return self

    def then_owes(self, *purposes: str) -> "Outcome":
        """The commit sends exactly these: owed after it and not before."""
        before = {owed.purpose for owed in self.definition.next_commands(self.before)}
        after = [owed.purpose for owed in self.definition.next_commands(self.state)]
        assert list(purposes) == [purpose for purpose in after if purpose not in before]
        return self

    def then_waits_for(self, *names: str) -> "Outcome":
        """These deadlines are running."""
        assert list(names) == [deadline.name for deadline in self.definition.deadlines(self.state)]
        return self

    def then_publishes(self, *types: str) -> "Outcome":
        """The world hears exactly these, in this order."""
        said = [self.definition.publish(event, self.state) for event in self.events]
        assert list(types) == [published.type for published in said if published is not None]
        return self


@dataclass(frozen=True, slots=True)
class Scenario:
    """A service's decider with a history: `Scenario(DEFINITION).given(…).when(…).then(…)`."""

    definition: Definition
    history: tuple[Any, ...] = ()

    def given(self, *events: Any) -> "Scenario":
        """What has happened to the stream so far."""
        return Scenario(self.definition, (*self.history, *events))

    def when(self, *commands: Any) -> Outcome:
        """These commands are decided in order; the outcome speaks of the last one."""
        state = reduce(self.definition.evolve, self.history, self.definition.initial)
        before, events = state, []
        for command in commands:
            before, events = state, list(self.definition.decide(command, state))
            state = reduce(self.definition.evolve, events, state)
        return Outcome(self.definition, before, state, events)

    def when_too_early(self, command: Any) -> None:
        """The command overtook what it builds on, and the decider says so."""
        state = reduce(self.definition.evolve, self.history, self.definition.initial)
        with pytest.raises(NotYet):
            self.definition.decide(command, state)

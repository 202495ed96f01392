"""One stream under disorder: its messages in any order, some of them again, offered again while they are too early.

`disordered` delivers without the commit log's guard against duplicates, and answers what the stream asks for;
`deliver` delivers as the chassis does: a message that caused a commit is known and skipped.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Reply:
    """A command that somebody sends on seeing the n-th event of a kind; it cannot come before, whatever the bus."""

    to: type
    command: Any
    nth: int = 1


@dataclass(slots=True)
class Ending:
    """What a stream came to. `too_early` are messages that still wait: in a complete course there are none."""

    definition: Definition
    state: Any
    events: list[Any] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    said: list[Published] = field(default_factory=list)
    too_early: list[Any] = field(default_factory=list)

    def offer(self, message: Any) -> bool | None:
        """True: it made a commit. False: nothing to do. None: it came too early."""
        if isinstance(message, Reply) and [type(event) for event in self.events].count(message.to) < message.nth:
            return None
        command = message.command if isinstance(message, Reply) else message
        try:
            events = list(self.definition.decide(command, self.state))
        except NotYet:
            return None
        self._commit(events)
        return bool(events)

    def _commit(self, events: list[Any]) -> None:
        before, self.state = self.state, reduce(self.definition.evolve, events, self.state)
        had = {owed.purpose for owed in self.definition.next_commands(before)}
        self.owed += [owed for owed in self.definition.next_commands(self.state) if owed.purpose not in had]
        said = (self.definition.publish(event, self.state) for event in events)
        self.said += [published for published in said if published is not None]
        self.events += events

    @property
    def purposes(self) -> Counter[str]:
        """What was asked of others, how often."""
        return Counter(owed.purpose for owed in self.owed)

    @property
    def types(self) -> Counter[str]:
        """What was told to the world, how often."""
        return Counter(published.type for published in self.said)


def silent(_: Owed) -> Sequence[Any]:
    """Nobody answers; whatever comes is among the messages."""
    return ()


def disordered(
    data: st.DataObject, definition: Definition, messages: Sequence[Any], answers: Answers = silent
) -> Ending:
    """Deliver everything, and what comes back for it, in an order that hypothesis draws, some of it again."""
    ending, waiting = Ending(definition, definition.initial), list(messages)
    repetitions, steps = data.draw(st.integers(0, REPETITIONS)), 0
    while waiting:
        steps += 1
        assert steps < PATIENCE, f"these wait for ever: {waiting}"
        message = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
        if repetitions and data.draw(st.booleans()):
            repetitions -= 1
            waiting.append(message)
        asked = len(ending.owed)
        if ending.offer(message) is None:
            waiting.append(message)
        for owed in ending.owed[asked:]:
            waiting.extend(answers(owed))
    return ending


def deliver(definition: Definition, messages: Sequence[Any], order: Sequence[int] | None = None) -> Ending:
    """Deliver `messages` in this order of their indexes, each as often as it is named; none given: once, in order."""
    ending, known = Ending(definition, definition.initial), set[int]()
    waiting = list(range(len(messages)) if order is None else order)
    moved = True
    while moved:
        moved, offered, waiting = False, waiting, []
        for index in offered:
            if index in known:
                continue
            made = ending.offer(messages[index])
            if made is None:
                waiting.append(index)
            moved |= made is not None
            known |= {index} if made else set()
    ending.too_early = [messages[index] for index in waiting]
    return ending


@st.composite
def orders(draw: st.DrawFn, count: int) -> list[int]:
    """Every message at least once, some of them again, in any order."""
    again = draw(st.lists(st.integers(0, count - 1), max_size=count)) if count else []
    return draw(st.permutations([*range(count), *again]))

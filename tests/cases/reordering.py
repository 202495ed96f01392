"""One stream's messages in any order, some of them twice, offered again while they are too early.

A message is delivered as the chassis does it: one that caused a commit is known and skipped, one that came too early
is offered again. A reply is something a person says because an event was published, so it cannot come before that
event, however the bus behaves; everything else can come at any time. Nothing here is special to cases.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from hypothesis import strategies as st

from services.chassis.definition import Definition
from services.chassis.vocabulary import NotYet, Owed, Published


@dataclass(frozen=True, slots=True)
class Reply:
    """A command that somebody sends on seeing the n-th event of a kind."""

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
        try:
            events = list(self.definition.decide(_command(message), self.state))
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


def _command(message: Any) -> Any:
    return message.command if isinstance(message, Reply) else message


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

"""The ticket machine's rules."""

from services.chassis.vocabulary import Published
from tests.bench.tickets.messages import Command, Event, Hall, NumberTaken, State

INITIAL: State = Hall(0, frozenset())


def decide(command: Command, state: State) -> list[Event]:
    """Give the next number, once a visitor."""
    if command.visitor in state.visitors:
        return []
    return [NumberTaken(command.visitor, command.window, state.last + 1, command.purpose)]


def evolve(state: State, event: Event) -> State:
    """The hall after an event."""
    return Hall(event.number, state.visitors | {event.visitor})


def is_terminal(_: State) -> bool:
    """A hall is always open."""
    return False


def publish(event: Event, _: State) -> Published:
    """What the display shows."""
    data = {"visitor": event.visitor, "window": event.window, "number": event.number, "purpose": event.purpose}
    return Published("tickets.number-taken.v1", data)

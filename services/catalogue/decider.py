"""One item (事项): each version is published once, and stays as it was published."""

from dataclasses import fields
from typing import assert_never

from services.catalogue.messages import Command, Event, Item, ItemPublished, ItemRefused, Listed, State, Unlisted

INITIAL = Unlisted()


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so.

    An older version that comes late is published too: cases of its days need it, whatever the order of arrival.
    """
    item = Item(**{field.name: getattr(command, field.name) for field in fields(Item)})
    published = {known.version: known for known in _versions(state)}
    if published.get(item.version) == item:
        return []
    if item.version in published:
        return [ItemRefused(item.code, item.version, "item-version-conflict")]
    if item.promised_days > item.longest_promise:
        return [ItemRefused(item.code, item.version, "promise-too-long")]
    return [ItemPublished(item)]


def _versions(state: State) -> tuple[Item, ...]:
    match state:
        case Unlisted():
            return ()
        case Listed(versions):
            return versions
        case _:
            assert_never(state)


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event:
        case ItemPublished(item):
            return Listed(tuple(sorted((*_versions(state), item), key=lambda known: known.version)))
        case ItemRefused():
            return state
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """An item may always have another version."""
    return False

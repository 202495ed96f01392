"""One item (事项) and its provincial forms: each version is published once, and stays as it was published."""

from dataclasses import fields
from typing import assert_never

from services.catalogue.checks import inconsistencies, promise_faults
from services.catalogue.comparison import stricter
from services.catalogue.item import Item
from services.catalogue.messages import (
    Command,
    Event,
    ItemFault,
    ItemPublished,
    ItemRefused,
    Listed,
    ProvincialItemPublished,
    PublishItem,
    PublishProvincialItem,
    State,
    Unlisted,
)
from services.chassis.vocabulary import NotYet

INITIAL = Unlisted()

FIELDS = tuple(field.name for field in fields(Item))

MOST = 100
"""Faults and differences told at once."""


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so. Raises NotYet for what came too early.

    An older version that comes late is published too: cases of its days need it, whatever the order of arrival.
    """
    match command:
        case PublishItem():
            return _national(command, state)
        case PublishProvincialItem():
            return _provincial(command, state)
        case _:
            assert_never(command)


def _national(command: PublishItem, state: State) -> list[Event]:
    item = Item(**{name: getattr(command, name) for name in FIELDS})
    published = {known.version: known for known in _versions(state)}
    if published.get(item.version) == item:
        return []
    if item.version in published:
        return [_refused(item, "item-version-conflict")]
    return _faulty(item, command.subject) or [ItemPublished(item)]


def _provincial(command: PublishProvincialItem, state: State) -> list[Event]:
    """It is compared with the version of the national item that it names, and with no other."""
    item, number = command.item, command.national_version
    nation = next((known for known in _versions(state) if known.version == number), None)
    if nation is None:
        raise NotYet(f"version {number} of {item.code} is not published by the nation")
    said = ProvincialItemPublished(command.province, number, item)
    for known in state.provincial if isinstance(state, Listed) else ():
        if (known.province, known.item.version) == (said.province, item.version):
            return [] if known == said else [_refused(item, "item-version-conflict")]
    if differences := stricter(nation, item):
        return [ItemRefused(item.code, item.version, "stricter-than-nation", differences=tuple(differences[:MOST]))]
    return _faulty(item, command.subject) or [said]


def _faulty(item: Item, stream: str) -> list[Event]:
    """A refusal with every fault, where the item breaks a rule or contradicts itself."""
    too_long = promise_faults(item)
    faults = [ItemFault(one.field, one.rule, one.remedy) for one in (*too_long, *inconsistencies(item))]
    if stream != f"item-{item.code}":
        faults.append(ItemFault("code", f"that of {stream}", "Send it to the item's own stream."))
    reason = "promise-too-long" if too_long else "item-inconsistent"
    return [ItemRefused(item.code, item.version, reason, faults=tuple(faults[:MOST]))] if faults else []


def _refused(item: Item, reason: str) -> ItemRefused:
    return ItemRefused(item.code, item.version, reason)


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
    provincial = state.provincial if isinstance(state, Listed) else ()
    match event:
        case ItemPublished(item):
            return Listed(tuple(sorted((*_versions(state), item), key=lambda known: known.version)), provincial)
        case ProvincialItemPublished():
            here = sorted((*provincial, event), key=lambda known: (known.province, known.item.version))
            return Listed(_versions(state), tuple(here))
        case ItemRefused():
            return state
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """An item may always have another version."""
    return False

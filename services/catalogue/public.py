"""What the world hears of an item: all of it."""

from collections.abc import Mapping
from typing import Any, assert_never

from services.catalogue.item import Item, Step
from services.catalogue.messages import Event, ItemPublished, ItemRefused, ProvincialItemPublished, State
from services.chassis.vocabulary import Published


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event."""
    match event:
        case ItemPublished(item):
            return Published("catalogue.item-published.v1", _said(item))
        case ProvincialItemPublished():
            data = {"item": _said(event.item), "national_version": event.national_version}
            return Published("catalogue.provincial-item-published.v1", data)
        case ItemRefused():
            return Published("catalogue.item-refused.v1", _said(event))
        case _:
            assert_never(event)


SAID_EMPTY: Mapping[type, frozenset[str]] = {
    Item: frozenset({"certificate", "materials", "fees"}),
    Step: frozenset({"after"}),
}
"""What must be said even where there is none."""

NONE = frozenset[str]()


def _said(value: Any) -> Any:
    """What an item does not have is left out; having no certificate, material or fee is said.

    By hand, since 100,000 items go this way when they are imported: dataclasses.asdict takes five times as long.
    """
    if isinstance(value, tuple):
        return [_said(entry) for entry in value]
    names: tuple[str, ...] | None = getattr(value, "__slots__", None)
    if names is None:
        return value
    always = SAID_EMPTY.get(type(value), NONE)
    fields = ((name, getattr(value, name)) for name in names)
    return {name: _said(held) for name, held in fields if name in always or (held is not None and held != ())}

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

_PLAIN = frozenset({str, int, bool})


def _said(whole: Any) -> dict[str, Any]:
    """What an item does not have is left out; having no certificate, material or fee is said.

    By hand, since 100,000 items go this way when they are imported: dataclasses.asdict takes ten times as long.
    """
    always, said = SAID_EMPTY.get(type(whole), NONE), dict[str, Any]()
    for name in whole.__slots__:
        value = getattr(whole, name)
        kind = type(value)
        if kind in _PLAIN:
            said[name] = value
        elif kind is tuple:
            if value or name in always:
                said[name] = [entry if type(entry) in _PLAIN else _said(entry) for entry in value]
        elif value is not None:
            said[name] = _said(value)
        elif name in always:
            said[name] = None
    return said

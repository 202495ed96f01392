"""What the world hears of an item: all of it."""

from dataclasses import asdict
from typing import Any, assert_never

from services.catalogue.messages import Event, ItemPublished, ItemRefused, ProvincialItemPublished, State
from services.chassis.vocabulary import Published


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event."""
    match event:
        case ItemPublished(item):
            return Published("catalogue.item-published.v1", asdict(item, dict_factory=_said))
        case ProvincialItemPublished():
            data = {"item": asdict(event.item, dict_factory=_said), "national_version": event.national_version}
            return Published("catalogue.provincial-item-published.v1", data)
        case ItemRefused():
            return Published("catalogue.item-refused.v1", asdict(event, dict_factory=_said))
        case _:
            assert_never(event)


SAID_EMPTY = {"certificate", "materials", "fees", "after"}
"""What an item must say even where it has none."""


def _said(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """What an item does not have is left out; having no certificate, material or fee is said."""
    return {name: value for name, value in fields if name in SAID_EMPTY or value not in (None, ())}

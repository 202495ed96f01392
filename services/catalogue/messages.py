"""What catalogue is told, what it records; `item.py` says what an item can be.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from typing import TypeAlias

from services.catalogue.item import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishItem(Item):
    """Put this version into the catalogue."""

    subject: str


@dataclass(frozen=True, slots=True)
class PublishProvincialItem:
    """Put a province's form of this version of the national item beside it; `item` is whole."""

    subject: str
    province: str
    item: Item
    national_version: int


@dataclass(frozen=True, slots=True)
class ItemFault:
    """A field of a refused version, what it must be, and what to do."""

    field: str
    rule: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a province asks for more, or gives less, than the nation."""

    field: str
    national: str
    provincial: str


@dataclass(frozen=True, slots=True)
class ItemPublished:
    """This version is in the catalogue, and will never be another."""

    item: Item


@dataclass(frozen=True, slots=True)
class ProvincialItemPublished:
    """This version is how the province offers this version of the national item."""

    province: str
    national_version: int
    item: Item


@dataclass(frozen=True, slots=True)
class ItemRefused:
    """This version was not taken; what was there before stands."""

    code: str
    version: int
    reason: str
    faults: tuple[ItemFault, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Unlisted:
    """No version of the item is published."""


@dataclass(frozen=True, slots=True)
class Listed:
    """These versions are published, the oldest first; each province counts its own."""

    versions: tuple[Item, ...]
    provincial: tuple[ProvincialItemPublished, ...] = ()


Command: TypeAlias = PublishItem | PublishProvincialItem
Event: TypeAlias = ItemPublished | ProvincialItemPublished | ItemRefused
State: TypeAlias = Unlisted | Listed

COMMANDS = (PublishItem, PublishProvincialItem)
EVENTS = (ItemPublished, ProvincialItemPublished, ItemRefused)

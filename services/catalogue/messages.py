"""What catalogue is told, what it records, and what an item can be.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class LocalizedName:
    """A name as citizens see it."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Law:
    """What an item rests on (设定依据)."""

    title: str
    article: str


@dataclass(frozen=True, slots=True)
class Department:
    """Who decides."""

    name: LocalizedName


@dataclass(frozen=True, slots=True)
class Material:
    """A material (材料) the item asks for; one that is not required may be left out."""

    code: str
    name: LocalizedName
    required: bool


@dataclass(frozen=True, slots=True)
class Fee:
    """One line of the fee, in fen (分)."""

    code: str
    name: LocalizedName
    fen: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """The type of certificate (电子证照) an approval results in; without `valid_years` it is valid without limit."""

    type_code: str
    name: LocalizedName
    valid_years: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One version of an item (事项). Days are working days; `effective_from` is a day in China, as 2026-01-01."""

    code: str
    version: int
    name: LocalizedName
    law: tuple[Law, ...]
    department: Department
    kind: Literal["instant", "promised"]
    statutory_days: int
    promised_days: int
    materials: tuple[Material, ...]
    fees: tuple[Fee, ...]
    certificate: Certificate | None
    delivery: tuple[Literal["post", "counter"], ...]
    effective_from: str

    @property
    def longest_promise(self) -> int:
        """Working days: 60 % of what the law allows, where the decision is not made on the spot (即办)."""
        return self.statutory_days if self.kind == "instant" else self.statutory_days * 60 // 100


@dataclass(frozen=True, slots=True)
class PublishItem(Item):
    """Put this version into the catalogue."""

    subject: str


@dataclass(frozen=True, slots=True)
class ItemPublished:
    """This version is in the catalogue, and will never be another."""

    item: Item


@dataclass(frozen=True, slots=True)
class ItemRefused:
    """This version was not taken; what was there before stands."""

    code: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """No version of the item is published."""


@dataclass(frozen=True, slots=True)
class Listed:
    """These versions are published, the oldest first."""

    versions: tuple[Item, ...]


Command: TypeAlias = PublishItem
Event: TypeAlias = ItemPublished | ItemRefused
State: TypeAlias = Unlisted | Listed

COMMANDS = (PublishItem,)
EVENTS = (ItemPublished, ItemRefused)

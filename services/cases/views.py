"""What cases keeps from the catalogue: every version of every item, national and provincial, by its code."""

from dataclasses import fields

from services.cases.items import Item
from services.chassis.vocabulary import Data, Foreign, View

KEPT = tuple(field.name for field in fields(Item))


def _code(foreign: Foreign) -> str:
    return str(foreign["item"]["code"] if "item" in foreign else foreign["code"])


def _kept(foreign: Foreign) -> Data:
    return {name: foreign[name] for name in KEPT if name in foreign}


def _kept_of_province(foreign: Foreign) -> Data:
    """A province's form of the item; it counts there only."""
    return {**_kept(foreign["item"]), "region": foreign["province"]}


def _versions(parts: list[Data]) -> Data:
    """All of them, since a case takes the version in force on its own day; an equal version said twice counts once."""
    return {"versions": list({(part.get("region"), part["version"]): part for part in parts}.values())}


ITEMS = View(
    "items",
    key=_code,
    keep={"catalogue.item-published.v1": _kept, "catalogue.provincial-item-published.v1": _kept_of_province},
    show=_versions,
)

VIEWS = (ITEMS,)

"""What cases keeps from the catalogue: every version of every item, by the item's code."""

from dataclasses import fields

from services.cases.items import Item
from services.chassis.vocabulary import Data, Foreign, View

KEPT = tuple(field.name for field in fields(Item))


def _code(foreign: Foreign) -> str:
    return str(foreign["code"])


def _kept(foreign: Foreign) -> Data:
    return {name: foreign[name] for name in KEPT if name in foreign}


def _versions(parts: list[Data]) -> Data:
    """All of them, since a case takes the version in force on its own day; an equal version said twice counts once."""
    return {"versions": list({part["version"]: part for part in parts}.values())}


ITEMS = View("items", key=_code, keep={"catalogue.item-published.v1": _kept}, show=_versions)

VIEWS = (ITEMS,)

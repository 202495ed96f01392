"""A province's item as the nation's, with what differs put in its place. Pure.

A field that the province names replaces the nation's. Lists whose entries have a code are put together entry by
entry: one with the same code is changed in the fields it names, others stay, new ones are added.
"""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]

OWN = ("inherits", "version")
"""What the province's file says for itself: whose item it takes, and its own count."""


def resolved(nation: Document, province: Document) -> dict[str, Any]:
    """The whole item; a field that the province sets to null is left out."""
    changed = {name: _put(nation.get(name), value) for name, value in province.items() if name != "inherits"}
    whole = {**nation, **changed}
    return {name: value for name, value in whole.items() if value is not None or name == "certificate"}


def _put(nation: Any, province: Any) -> Any:
    if _coded(nation) and _coded(province):
        changes = {entry["code"]: entry for entry in province}
        known = {entry["code"] for entry in nation}
        kept = [{**entry, **changes.get(entry["code"], {})} for entry in nation]
        return kept + [entry for entry in province if entry["code"] not in known]
    return province


def _coded(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "code" in one for one in value)

"""May this schema replace that one under the same version? Contracts only grow. Pure.

A new optional property passes, and so do new words for people. Everything else is forbidden and named:
what is stricter breaks producers, what is looser breaks consumers; either needs a new version.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

FREE = frozenset({"description", "$comment"})
"""Words for people: no machine decides by them."""

_GONE = object()


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A change that needs a new version. `where` is a JSON pointer into the schema."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where or '/'}: {self.what}"


def changes(before: Mapping[str, Schema], after: Mapping[str, Schema]) -> dict[str, list[Forbidden]]:
    """Everything forbidden between two sets of schemas, by path; a new schema is no change to an old one."""
    found = {
        path: forbidden(schema, after[path]) if path in after else [Forbidden("", "the contract was removed")]
        for path, schema in before.items()
    }
    return {path: listed for path, listed in found.items() if listed}


def renumbered(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Codes of reasons (code → name) that no longer stand for what they stood for."""
    return [
        f"{code} was {name}, is {after.get(code, 'gone')}" for code, name in before.items() if after.get(code) != name
    ]


def forbidden(before: Schema, after: Schema) -> list[Forbidden]:
    """Everything that may not change between two versions of one schema, in the order of the schema."""
    return list(_schema(before, after, ""))


def _schema(before: Schema, after: Schema, where: str) -> Iterator[Forbidden]:
    for keyword in [*before, *(key for key in after if key not in before)]:
        old, new, place = before.get(keyword, _GONE), after.get(keyword, _GONE), f"{where}/{keyword}"
        if keyword in FREE or _bare({keyword: old}) == _bare({keyword: new}):
            continue
        if old is _GONE or new is _GONE:
            yield Forbidden(place, "was added" if old is _GONE else "was removed")
        elif keyword == "properties":
            yield from _properties(old, new, place)
        elif keyword == "required":
            yield from _required(old, new, place)
        elif keyword == "items":
            yield from _schema(old, new, place)
        else:
            yield Forbidden(place, f"changed from {old!r} to {new!r}")


def _properties(before: Schema, after: Schema, where: str) -> Iterator[Forbidden]:
    """A property that is new is optional here; were it required, `required` would say so."""
    for name, schema in before.items():
        if name in after:
            yield from _schema(schema, after[name], f"{where}/{name}")
        else:
            yield Forbidden(f"{where}/{name}", "was removed")


def _required(before: list[str], after: list[str], where: str) -> Iterator[Forbidden]:
    for name in sorted({*before} - {*after}):
        yield Forbidden(where, f"{name} is no longer required")
    for name in sorted({*after} - {*before}):
        yield Forbidden(where, f"{name} is now required")


def _bare(value: Any) -> Any:
    """The value without words for people; below `properties` a name is a name, whatever it is called."""
    if isinstance(value, list):
        return [_bare(part) for part in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: {name: _bare(schema) for name, schema in part.items()} if key == "properties" else _bare(part)
        for key, part in value.items()
        if key not in FREE
    }

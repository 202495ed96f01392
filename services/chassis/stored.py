"""The small documents beside the commit log, all of which can be rebuilt from it.

Moments are milliseconds since 1970: stores compare them (see docs/adr/0010).
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from services.chassis import codec
from services.chassis.errors import Malformed


class DeadlineDocument(TypedDict):
    """A moment at which a stream must be asked again; `message` is the command to send, ready made."""

    _id: str
    due: int
    stream: str
    message: dict[str, Any]


class ViewDocument(TypedDict):
    """One key of a read model: the parts kept of each message, and what they add up to.

    `rev` grows by one with every write and guards against two writers; `changed` is when it was written.
    """

    _id: str
    rev: int
    changed: int
    parts: dict[str, dict[str, Any]]
    doc: dict[str, Any]


class ShownDocument(TypedDict):
    """The same as readers need it: without the parts, which are most of it."""

    _id: str
    rev: int
    changed: int
    doc: dict[str, Any]


COMMIT_TEXTS, DEADLINE_TEXTS = ("events", "outbox"), ("message",)
"""What is kept as one JSON text each: no query looks into it, and some stores walk every value they keep."""

NESTED = "nested"
"""Where a view keeps, as one text, what of its `doc` holds mappings: no query looks into those either."""

SHOWN = "shown"
"""Where a part says which list of `doc` it is an entry of, and which."""


def packed(document: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """As it is kept (see docs/adr/0012)."""
    return {**document, **{name: codec.encode(document[name]).decode() for name in texts}}


def unpacked(kept: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """The document that was packed."""
    return {**kept, **{name: codec.decode(kept[name].encode()) for name in texts}}


def kept_view(document: ViewDocument) -> dict[str, Any]:
    """`key` repeats `_id` for paging: the embedded store finds a range of any field by index, but not of `_id`."""
    doc = document["doc"]
    nested = {name: value for name, value in doc.items() if _holds_mappings(value)}
    fields = {name: value for name, value in doc.items() if name not in nested}
    kept = {**document, "key": document["_id"], "doc": fields}
    kept["parts"] = codec.encode(_brief(document["parts"], nested)).decode()
    return {**kept, NESTED: codec.encode(nested).decode()} if nested else kept


def view_of(kept: Mapping[str, Any]) -> ViewDocument:
    """The view's document as it was written."""
    shown = shown_of(kept)
    return {**shown, "parts": _whole(codec.decode(kept["parts"].encode()), shown["doc"])}


def shown_of(kept: Mapping[str, Any]) -> ShownDocument:
    """The view's document without its parts, which are not even read."""
    return {"_id": kept["_id"], "rev": kept["rev"], "changed": kept["changed"], "doc": doc_of(kept)}


def doc_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What readers see; before docs/adr/0020 all of it was kept as fields."""
    nested = codec.decode(kept[NESTED].encode()) if kept.get(NESTED) else {}
    return {**nested, **kept["doc"]}


def _brief(parts: Mapping[str, dict[str, Any]], nested: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Of a part that is an entry of a list in `doc`, as it is, only where it stands there: nothing is kept twice."""
    places = {
        id(entry): (name, number)
        for name, value in nested.items()
        if isinstance(value, list)
        for number, entry in enumerate(value)
    }
    return {message: _brief_part(part, places.get(id(part.get("kept")))) for message, part in parts.items()}


def _brief_part(part: dict[str, Any], place: tuple[str, int] | None) -> dict[str, Any]:
    return part if place is None else {**_without(part, "kept"), SHOWN: place}


def _whole(parts: Mapping[str, dict[str, Any]], doc: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {message: _whole_part(part, doc) for message, part in parts.items()}


def _whole_part(part: dict[str, Any], doc: Mapping[str, Any]) -> dict[str, Any]:
    if SHOWN not in part:
        return part
    name, number = part[SHOWN]
    return {**_without(part, SHOWN), "kept": doc[name][number]}


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {other: value for other, value in values.items() if other != name}


def _holds_mappings(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(map(_holds_mappings, value)))


def readable_commit(commit: dict[str, Any]) -> dict[str, Any]:
    """A commit as it was made; one whose texts were spoilt stays as it is, and its hash will tell."""
    try:
        return unpacked(commit, COMMIT_TEXTS)
    except Malformed:
        return commit

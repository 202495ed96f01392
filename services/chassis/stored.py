"""The small documents beside the commit log, all of which can be rebuilt from it.

Moments are milliseconds since 1970: stores compare them (see docs/adr/0010).
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

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


COMMIT_TEXTS, DEADLINE_TEXTS, VIEW_TEXTS = ("events", "outbox"), ("message",), ("parts",)
"""What is kept as one JSON text each: no query looks into it, and some stores walk every value they keep."""

SHOWN = ("_id", "rev", "changed", "doc")


def packed(document: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """As it is kept (see docs/adr/0012)."""
    return {**document, **{name: codec.encode(document[name]).decode() for name in texts}}


def unpacked(kept: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """The document that was packed."""
    return {**kept, **{name: codec.decode(kept[name].encode()) for name in texts}}


def kept_view(document: ViewDocument) -> dict[str, Any]:
    """`key` repeats `_id` for paging: the embedded store finds a range of any field by index, but not of `_id`."""
    return {**packed(document, VIEW_TEXTS), "key": document["_id"]}


def view_of(kept: Mapping[str, Any]) -> ViewDocument:
    """The view's document as it was written."""
    return cast(ViewDocument, {name: value for name, value in unpacked(kept, VIEW_TEXTS).items() if name != "key"})


def shown_of(kept: Mapping[str, Any]) -> ShownDocument:
    """The view's document without its parts, which are not even read."""
    return cast(ShownDocument, {name: kept[name] for name in SHOWN})


def readable_commit(commit: dict[str, Any]) -> dict[str, Any]:
    """A commit as it was made; one whose texts were spoilt stays as it is, and its hash will tell."""
    try:
        return unpacked(commit, COMMIT_TEXTS)
    except Malformed:
        return commit

"""The small documents beside the commit log, all of which can be rebuilt from it.

Moments are milliseconds since 1970: stores compare them (see docs/adr/0010).
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from services.chassis import codec


class OpenBatch(TypedDict):
    """Commits that are about to be written and sent; deleted when the broker has all their messages."""

    _id: str
    at: int
    commits: list[str]


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


def packed(document: ViewDocument) -> dict[str, Any]:
    """As it is kept: the parts are one text. No query looks into them, and some stores walk every value they keep.

    `key` repeats `_id` for paging: the embedded store finds a range of any field by index, but not of `_id`.
    """
    return {**document, "key": document["_id"], "parts": codec.encode(document["parts"]).decode()}


def unpacked(kept: Mapping[str, Any]) -> ViewDocument:
    """The document that was packed."""
    return {
        "_id": kept["_id"],
        "rev": kept["rev"],
        "changed": kept["changed"],
        "parts": codec.decode(kept["parts"].encode()),
        "doc": kept["doc"],
    }

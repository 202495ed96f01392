"""Keeps read models: folds over the set of messages that touched a key (see `vocabulary.View`)."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Protocol

from services.chassis import clock
from services.chassis.commits import Commit
from services.chassis.envelope import Message, from_mapping
from services.chassis.stored import ShownDocument, ViewDocument
from services.chassis.vocabulary import View

ATTEMPTS = 20


class Views(Protocol):
    """What projections need of a store."""

    def read_views(self, name: str, keys: Sequence[str]) -> dict[str, ViewDocument]: ...  # noqa: D102 - see store.py
    def show_views(self, name: str, keys: Sequence[str]) -> dict[str, ShownDocument]: ...  # noqa: D102
    def insert_views(self, name: str, documents: Sequence[ViewDocument]) -> set[str]: ...  # noqa: D102
    def update_views(self, name: str, documents: Sequence[ViewDocument]) -> int: ...  # noqa: D102
    def list_view(self, name: str, where: Mapping[str, Any], limit: int, after: str = "") -> list[dict[str, Any]]: ...  # noqa: D102


class Projector:
    """Adds messages to views: a read, an insert and an update a view and batch, whatever the number of messages."""

    def __init__(self, store: Views) -> None:
        """The views' indexes are made by `runtime.py`."""
        self._store = store

    def note(self, noted: Sequence[tuple[View, Message]]) -> None:
        """Keep every message's part; a repeated message changes nothing."""
        views = {view.name: view for view, _ in noted}
        for name, view in views.items():
            self._note(view, [message for other, message in noted if other.name == name])

    def book(self, views: Sequence[View], commits: Sequence[Commit]) -> None:
        """Keep the parts of what the service itself committed; a commit that is booked again changes nothing."""
        kept = {kind for view in views for kind in view.own}
        if kept:
            self.note([(view, own) for own in committed(commits, kept) for view in views if own.type in view.own])

    def _note(self, view: View, messages: list[Message]) -> None:
        parts: dict[str, dict[str, dict[str, Any]]] = {}
        for message in messages:
            foreign = message.foreign()
            part = {"at": message.time, "subject": message.subject, "sequence": message.sequence or 0}
            part["kept"] = dict(view.part(foreign))
            parts.setdefault(view.key(foreign), {})[message.id] = part
        for _ in range(ATTEMPTS):
            parts = self._write(view, parts)
            if not parts:
                return
        raise RuntimeError(f"view {view.name}: other writers came first {ATTEMPTS} times")

    def _write(self, view: View, parts: dict[str, dict[str, dict[str, Any]]]) -> dict[str, dict[str, dict[str, Any]]]:
        """Write what is new; returns what another writer got in the way of."""
        had = self._store.read_views(view.name, list(parts))
        inserts, updates = list[ViewDocument](), list[ViewDocument]()
        for key, added in parts.items():
            old = had.get(key)
            if old is not None and added.keys() <= old["parts"].keys():
                continue
            document = _document(view, key, old, added)
            (inserts if old is None else updates).append(document)
        again = self._store.insert_views(view.name, inserts) if inserts else set()
        if updates and self._store.update_views(view.name, updates) < len(updates):
            again |= {document["_id"] for document in updates}
        return {key: parts[key] for key in again}


def _document(view: View, key: str, old: ViewDocument | None, added: Mapping[str, dict[str, Any]]) -> ViewDocument:
    parts = {**(old["parts"] if old else {}), **added}
    in_order = sorted(parts.items(), key=_when if _of_several(parts) else _version)
    return {
        "_id": key,
        "rev": old["rev"] + 1 if old else 1,
        "changed": clock.now_millis(),
        "parts": parts,
        "doc": dict(view.show([part["kept"] for _, part in in_order])),
    }


def _of_several(parts: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether more than one stream speaks, or one that does not count: then only clocks tell what came first."""
    return len({part["subject"] for part in parts.values()}) > 1 or not all(part["sequence"] for part in parts.values())


def _version(part: tuple[str, Mapping[str, Any]]) -> tuple[int, str]:
    """Of one stream the version tells, whatever clocks say."""
    identity, said = part
    return said["sequence"], identity


def _when(part: tuple[str, Mapping[str, Any]]) -> tuple[str, str, int, str]:
    """Oldest first. A time without the `Z` sorts rightly beside one with more digits: 04:00:00 before 04:00:00.5."""
    identity, said = part
    return said["at"].rstrip("Z"), said["subject"], said["sequence"], identity


def committed(commits: Sequence[Commit], kinds: Container[str]) -> Iterator[Message]:
    """Of these kinds: what commits say, and their stored events in the form of messages; those never are on the bus."""
    for commit in commits:
        yield from (from_mapping(said) for said in commit["outbox"] if said["type"] in kinds)
        for number, event in enumerate(commit["events"]):
            if event["type"] not in kinds:
                continue
            yield Message(
                id=f"{commit['_id']}.{number}",
                type=event["type"],
                source="",
                subject=commit["stream"],
                time=commit["at"],
                province=commit["province"],
                case=commit["case"],
                cause=commit["cause"],
                trace=commit["trace"],
                data=event["data"],
                sequence=commit["version"],
            )

"""A store in memory: the twin of `store.Store`, held to the same exam (`store_exam.py`)."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, cast

from services.chassis import codec
from services.chassis.commits import Commit, ordered
from services.chassis.stored import DeadlineDocument, ShownDocument, ViewDocument, shown_of

Document = dict[str, Any]

_ABSENT = object()


class MemoryStore:
    """One service's database. Documents are kept as JSON, so nobody can change them from outside."""

    def __init__(self) -> None:
        self._collections: dict[str, dict[str, bytes]] = {}
        self._writing = threading.RLock()

    def ping(self) -> None:
        """It always answers."""

    def close(self) -> None:
        """There is nothing to hang up."""

    def drop(self) -> None:
        """Forget everything."""
        with self._writing:
            self._collections.clear()

    def load(self, streams: Iterable[str]) -> dict[str, list[Commit]]:
        """The commits of each stream that has any, in order."""
        wanted, found = set(streams), dict[str, list[Document]]()
        for document in self._all("commits"):
            if document["stream"] in wanted:
                found.setdefault(document["stream"], []).append(document)
        return {stream: ordered(documents) for stream, documents in found.items()}

    def append(self, commits: Sequence[Commit]) -> set[str]:
        """Insert commits; returns the ids that somebody else had written before."""
        return self._insert("commits", commits)

    def commits(self, ids: Sequence[str]) -> list[Commit]:
        """Those of the named commits that exist."""
        return cast(list[Commit], self._named("commits", ids))

    def walk(self) -> Iterator[list[Commit]]:
        """Every stream, whole, one after the other."""
        in_order = sorted(self._all("commits"), key=lambda commit: (commit["stream"], commit["version"]))
        for _, stream in groupby(in_order, key=lambda commit: str(commit["stream"])):
            yield cast(list[Commit], list(stream))

    def put_unsent(self, ids: Sequence[str], now: int) -> None:
        """Note commits with a message that no queue takes; one that is noted already stays as it is."""
        self._insert("unsent", [{"_id": one, "since": now, "tried": now} for one in ids])

    def put_off_unsent(self, ids: Sequence[str], now: int) -> None:
        """These were offered once more in vain: they go behind the others."""
        with self._writing:
            for found in self._named("unsent", ids):
                self._collection("unsent")[found["_id"]] = codec.encode({**found, "tried": now})

    def drop_unsent(self, ids: Sequence[str]) -> None:
        """All messages of these commits are with the broker."""
        self._delete("unsent", ids)

    def unsent(self, before: int, limit: int = 100) -> list[str]:
        """The ids of commits noted as unsent and not offered since this moment, longest ago first."""
        found = sorted((one for one in self._all("unsent") if one["tried"] < before), key=lambda one: int(one["tried"]))
        return [one["_id"] for one in found[:limit]]

    def unsent_since(self) -> int | None:
        """When the oldest of them was noted; None when there is none."""
        return min((one["since"] for one in self._all("unsent")), default=None)

    def put_deadlines(self, deadlines: Sequence[DeadlineDocument]) -> None:
        """Keep deadlines; one that is kept already stays as it is."""
        self._insert("deadlines", deadlines)

    def drop_deadlines(self, ids: Sequence[str]) -> None:
        """Forget deadlines that were met or sent."""
        self._delete("deadlines", ids)

    def due_deadlines(self, now: int, limit: int) -> list[DeadlineDocument]:
        """Deadlines due by now, earliest first."""
        found = sorted((one for one in self._all("deadlines") if one["due"] <= now), key=lambda one: int(one["due"]))
        return cast(list[DeadlineDocument], found[:limit])

    def put_secrets(self, locked: Mapping[str, str]) -> set[str]:
        """Keep texts by id; returns the ids that had one already."""
        return self._insert("secrets", [{"_id": one, "locked": text} for one, text in locked.items()])

    def read_secrets(self, ids: Sequence[str]) -> dict[str, str]:
        """Those of the named texts that exist."""
        return {one["_id"]: one["locked"] for one in self._named("secrets", ids)}

    def drop_secrets(self, ids: Sequence[str]) -> None:
        """Destroy texts."""
        self._delete("secrets", ids)

    def index_view(self, name: str, fields: Sequence[str]) -> None:
        """Nothing to do: what is here is found without an index."""

    def read_views(self, name: str, keys: Sequence[str]) -> dict[str, ViewDocument]:
        """The whole documents of a view, parts included."""
        return {found["_id"]: cast(ViewDocument, found) for found in self._named(f"view_{name}", keys)}

    def show_views(self, name: str, keys: Sequence[str]) -> dict[str, ShownDocument]:
        """The documents of a view as readers need them."""
        return {found["_id"]: shown_of(found) for found in self._named(f"view_{name}", keys)}

    def insert_views(self, name: str, documents: Sequence[ViewDocument]) -> set[str]:
        """Write documents that did not exist; returns the keys that do by now."""
        return self._insert(f"view_{name}", documents)

    def update_views(self, name: str, documents: Sequence[ViewDocument]) -> int:
        """Replace documents whose `rev` is still one less than the given; returns how many were."""
        replaced = 0
        with self._writing:
            kept = self._collection(f"view_{name}")
            for document in documents:
                key = document["_id"]
                if key in kept and codec.decode(kept[key])["rev"] == document["rev"] - 1:
                    kept[key] = codec.encode(document)
                    replaced += 1
        return replaced

    def old_views(self, name: str, field: str, before: int, limit: int) -> list[str]:
        """The keys of documents in whose `doc` this number is smaller, smallest first."""
        old = [one for one in self._all(f"view_{name}") if one["doc"].get(field, before) < before]
        return [one["_id"] for one in sorted(old, key=lambda one: int(one["doc"][field]))][:limit]

    def drop_views(self, name: str, keys: Sequence[str]) -> None:
        """Delete documents of a view."""
        self._delete(f"view_{name}", keys)

    def list_view(
        self, name: str, where: Mapping[str, Any], limit: int, after: str = "", order: str | None = None
    ) -> list[Document]:
        """What readers see (`doc`) of the documents whose `doc` has these values, by key, or by a field of `doc`."""

        def place(one: Document) -> str:
            return str(one["doc"].get(order, "") if order else one["_id"])

        found = [
            one for one in self._all(f"view_{name}") if _has(one["doc"], where) and (not after or place(one) > after)
        ]
        return [one["doc"] for one in sorted(found, key=place)][:limit]

    def changed_views(self, name: str, since: int, limit: int) -> list[ShownDocument]:
        """Documents changed at or after this moment, earliest change first, without their parts."""
        found = [one for one in self._all(f"view_{name}") if one["changed"] >= since]
        return [shown_of(one) for one in sorted(found, key=lambda one: int(one["changed"]))[:limit]]

    def _collection(self, name: str) -> dict[str, bytes]:
        return self._collections.setdefault(name, {})

    def _all(self, name: str) -> list[Document]:
        with self._writing:
            return [codec.decode(kept) for kept in self._collection(name).values()]

    def _named(self, name: str, ids: Sequence[str]) -> list[Document]:
        with self._writing:
            kept = self._collection(name)
            return [codec.decode(kept[one]) for one in ids if one in kept]

    def _insert(self, name: str, documents: Sequence[Mapping[str, Any]]) -> set[str]:
        taken = set()
        with self._writing:
            kept = self._collection(name)
            for document in documents:
                if document["_id"] in kept:
                    taken.add(document["_id"])
                else:
                    kept[document["_id"]] = codec.encode(document)
        return taken

    def _delete(self, name: str, ids: Sequence[str]) -> None:
        with self._writing:
            for one in ids:
                self._collection(name).pop(one, None)


def _has(doc: Document, where: Mapping[str, Any]) -> bool:
    return all(doc.get(field, _ABSENT) == value for field, value in where.items())

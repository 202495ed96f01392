"""The commit log, what of it is unsent, deadlines and views.

Only plain operations are used (design: section 5): insert, find by equality, `$in` and range (leaving out one field of
the documents found), replace and delete by id, `$set`, so any MongoDB-compatible server will do; the store exam says
which ones do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from services.chassis import mongo
from services.chassis.commits import Commit, commit_id, ordered
from services.chassis.mongo import Document, reachable
from services.chassis.stored import (
    COMMIT_TEXTS,
    DEADLINE_TEXTS,
    DeadlineDocument,
    ShownDocument,
    ViewDocument,
    doc_of,
    kept_view,
    packed,
    readable_commit,
    shown_of,
    unpacked,
    view_of,
)

FIRST_LOOK, LOOK_FURTHER = 4, 4
"""Commits of a stream asked for at first, and how many times as many with each further look."""

WITHOUT_PARTS = {"parts": 0}
"""What readers of a view leave where it is: most of it."""


@dataclass(frozen=True, slots=True)
class Store:
    """One service's database. Every method is one round trip unless it says otherwise."""

    database: mongo.Database

    @classmethod
    def open(cls, uri: str, database: str) -> "Store":
        """Connect and make sure of the indexes; several round trips, once."""
        store = cls.connect(uri, database)
        with reachable():
            store._deadlines.create_index("due")
        return store

    @classmethod
    def connect(cls, uri: str, database: str) -> "Store":
        """For those who only look: nothing is made, and nothing asked yet."""
        return cls(mongo.connected(uri)[database])

    def close(self) -> None:
        """Hang up."""
        self.database.client.close()

    @staticmethod
    def databases(uri: str) -> list[str]:
        """The names of all databases of a server."""
        with mongo.connected(uri) as client, reachable():
            return sorted(client.list_database_names())

    @property
    def _commits(self) -> mongo.Collection:
        return self.database["commits"]

    @property
    def _unsent(self) -> mongo.Collection:
        return self.database["unsent"]

    @property
    def _deadlines(self) -> mongo.Collection:
        return self.database["deadlines"]

    @property
    def _secrets(self) -> mongo.Collection:
        return self.database["secrets"]

    def ping(self) -> None:
        """Raise Unavailable unless the store answers."""
        with reachable():
            self.database.command("ping")

    def drop(self) -> None:
        """Forget everything; for tests."""
        with reachable():
            self.database.client.drop_database(self.database.name)

    def load(self, streams: Iterable[str]) -> dict[str, list[Commit]]:
        """The commits of each stream that has any, in order: one round trip, and one more for long streams.

        Asked for by id, stream@1 and so on, so the log needs no second index, and looking in vain costs little.
        """
        found: dict[str, list[Document]] = {}
        first, span, wanted = 1, FIRST_LOOK, list(streams)
        while wanted:
            versions = range(first, first + span)
            ids = [commit_id(stream, version) for stream in wanted for version in versions]
            with reachable():
                for document in self._commits.find({"_id": {"$in": ids}}):
                    found.setdefault(document["stream"], []).append(unpacked(document, COMMIT_TEXTS))
            wanted = [stream for stream in wanted if len(found.get(stream, ())) == versions[-1]]
            first, span = first + span, span * LOOK_FURTHER
        return {stream: ordered(documents) for stream, documents in found.items()}

    def append(self, commits: Sequence[Commit]) -> set[str]:
        """Insert commits of different streams; returns the ids that somebody else had written before."""
        return mongo.insert(self._commits, [packed(commit, COMMIT_TEXTS) for commit in commits])

    def commits(self, ids: Sequence[str]) -> list[Commit]:
        """Those of the named commits that exist."""
        with reachable():
            found = self._commits.find({"_id": {"$in": list(ids)}})
            return [cast(Commit, unpacked(commit, COMMIT_TEXTS)) for commit in found]

    def walk(self) -> Iterator[list[Commit]]:
        """Every stream, whole, one after the other: one pass over the log, for `verify` and rebuilding."""
        with reachable():
            in_order = map(readable_commit, self._commits.find().sort("_id", 1))
            for _, stream in groupby(in_order, key=lambda commit: str(commit["stream"])):
                yield cast(list[Commit], sorted(stream, key=lambda commit: int(commit["version"])))

    def put_unsent(self, ids: Sequence[str], now: int) -> None:
        """Note commits with a message that no queue takes; one that is noted already stays as it is."""
        mongo.insert(self._unsent, [{"_id": one, "since": now, "tried": now} for one in ids])

    def put_off_unsent(self, ids: Sequence[str], now: int) -> None:
        """These were offered once more in vain: they go behind the others."""
        with reachable():
            self._unsent.update_many({"_id": {"$in": list(ids)}}, {"$set": {"tried": now}})

    def drop_unsent(self, ids: Sequence[str]) -> None:
        """All messages of these commits are with the broker."""
        mongo.delete(self._unsent, ids)

    def unsent(self, before: int, limit: int = 100) -> list[str]:
        """The ids of commits noted as unsent and not offered since this moment, longest ago first."""
        with reachable():
            return [one["_id"] for one in self._unsent.find({"tried": {"$lt": before}}).sort("tried", 1).limit(limit)]

    def unsent_since(self) -> int | None:
        """When the oldest of them was noted; None when there is none."""
        with reachable():
            return next((one["since"] for one in self._unsent.find({}).sort("since", 1).limit(1)), None)

    def put_deadlines(self, deadlines: Sequence[DeadlineDocument]) -> None:
        """Keep deadlines; one that is kept already stays as it is."""
        mongo.insert(self._deadlines, [packed(deadline, DEADLINE_TEXTS) for deadline in deadlines])

    def drop_deadlines(self, ids: Sequence[str]) -> None:
        """Forget deadlines that were met or sent."""
        mongo.delete(self._deadlines, ids)

    def due_deadlines(self, now: int, limit: int) -> list[DeadlineDocument]:
        """Deadlines due by now, earliest first."""
        with reachable():
            found = self._deadlines.find({"due": {"$lte": now}}).sort("due", 1).limit(limit)
            return [cast(DeadlineDocument, unpacked(deadline, DEADLINE_TEXTS)) for deadline in found]

    def put_secrets(self, locked: Mapping[str, str]) -> set[str]:
        """Keep texts by id; returns the ids that had one already, which stays as it is."""
        return mongo.insert(self._secrets, [{"_id": one, "locked": text} for one, text in locked.items()])

    def read_secrets(self, ids: Sequence[str]) -> dict[str, str]:
        """Those of the named texts that exist."""
        with reachable():
            return {one["_id"]: one["locked"] for one in self._secrets.find({"_id": {"$in": list(ids)}})}

    def drop_secrets(self, ids: Sequence[str]) -> None:
        """Destroy texts; nothing of them is kept anywhere else."""
        mongo.delete(self._secrets, ids)

    def index_view(self, name: str, fields: Sequence[str]) -> None:
        """Make a view searchable by these fields of its `doc`; one round trip a field."""
        with reachable():
            self._view(name).create_index("changed")
            for field in fields:
                self._view(name).create_index(f"doc.{field}")

    def read_views(self, name: str, keys: Sequence[str]) -> dict[str, ViewDocument]:
        """The whole documents of a view, parts included."""
        with reachable():
            return {kept["_id"]: view_of(kept) for kept in self._view(name).find({"_id": {"$in": list(keys)}})}

    def show_views(self, name: str, keys: Sequence[str]) -> dict[str, ShownDocument]:
        """The documents of a view as readers need them: their parts do not even travel."""
        with reachable():
            found = self._view(name).find({"_id": {"$in": list(keys)}}, WITHOUT_PARTS)
            return {kept["_id"]: shown_of(kept) for kept in found}

    def insert_views(self, name: str, documents: Sequence[ViewDocument]) -> set[str]:
        """Write documents that did not exist; returns the keys that do by now."""
        return mongo.insert(self._view(name), list(map(kept_view, documents)))

    def update_views(self, name: str, documents: Sequence[ViewDocument]) -> int:
        """Replace documents whose `rev` is still one less than the given; returns how many were."""
        changes = [({"_id": one["_id"], "rev": one["rev"] - 1}, kept_view(one)) for one in documents]
        return mongo.replace(self._view(name), changes)

    def old_views(self, name: str, field: str, before: int, limit: int) -> list[str]:
        """The keys of documents in whose `doc` this number is smaller, smallest first."""
        with reachable():
            found = self._view(name).find({f"doc.{field}": {"$lt": before}}).sort(f"doc.{field}", 1).limit(limit)
            return [one["_id"] for one in found]

    def drop_views(self, name: str, keys: Sequence[str]) -> None:
        """Delete documents of a view: only of one that is no fold of messages, and so comes back by none."""
        mongo.delete(self._view(name), keys)

    def list_view(
        self, name: str, where: Mapping[str, Any], limit: int, after: str = "", order: str | None = None
    ) -> list[Document]:
        """What readers see (`doc`) of the documents whose `doc` has these values, by key, after a key; or by a field
        of `doc` whose values are all different, after a value.
        """
        query: Document = {f"doc.{field}": value for field, value in where.items()}
        if after:
            query[f"doc.{order}" if order else "key"] = {"$gt": after}
        by = f"doc.{order}" if order else "_id"
        with reachable():
            return [doc_of(found) for found in self._view(name).find(query, WITHOUT_PARTS).sort(by, 1).limit(limit)]

    def changed_views(self, name: str, since: int, limit: int) -> list[ShownDocument]:
        """Documents changed at or after this moment, earliest change first, without their parts."""
        with reachable():
            found = self._view(name).find({"changed": {"$gte": since}}, WITHOUT_PARTS).sort("changed", 1).limit(limit)
            return list(map(shown_of, found))

    def _view(self, name: str) -> mongo.Collection:
        return self.database[f"view_{name}"]

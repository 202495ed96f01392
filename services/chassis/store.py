"""The commit log, open batches, deadlines and views: the only importer of pymongo.

Only plain operations are used (design: section 5): insert, find by equality, `$in` and range, delete by id,
`$set`, so any MongoDB-compatible server will do; the store exam says which ones do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from bson.codec_options import TypeDecoder, TypeRegistry
from bson.int64 import Int64
from pymongo import MongoClient, UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

from services.chassis.commits import Commit, commit_id, ordered
from services.chassis.errors import Unavailable
from services.chassis.stored import (
    COMMIT_TEXTS,
    DEADLINE_TEXTS,
    DeadlineDocument,
    OpenBatch,
    ShownDocument,
    ViewDocument,
    kept_view,
    packed,
    readable_commit,
    shown_of,
    unpacked,
    view_of,
)

Document = dict[str, Any]

ANSWER_WITHIN_MS = 5_000
FIRST_LOOK, LOOK_FURTHER = 4, 4
"""Commits of a stream asked for at first, and how many times as many with each further look."""


class _Whole(TypeDecoder):
    """A number past 2^31 comes back as `Int64`, which no encoder knows: its commit could not be hashed or sent."""

    bson_type = Int64

    def transform_bson(self, value: Int64) -> int:
        return int(value)


@contextmanager
def _reachable() -> Iterator[None]:
    """Every failure of the driver means the same to the callers: not now."""
    try:
        yield
    except BulkWriteError as error:
        first = (error.details or {}).get("writeErrors", [{}])[0]
        raise Unavailable(f"the store refuses to write: {first.get('errmsg', error)}") from error
    except PyMongoError as error:
        raise Unavailable(f"the store does not answer: {error}") from error


@dataclass(frozen=True, slots=True)
class Store:
    """One service's database. Every method is one round trip unless it says otherwise."""

    database: Database[Document]

    @classmethod
    def open(cls, uri: str, database: str) -> "Store":
        """Connect and make sure of the indexes; several round trips, once."""
        store = cls.connect(uri, database)
        with _reachable():
            store._deadlines.create_index("due")
        return store

    @classmethod
    def connect(cls, uri: str, database: str) -> "Store":
        """For those who only look: nothing is made, and nothing asked yet."""
        client: MongoClient[Document] = MongoClient(
            uri,
            w="majority",
            retryWrites=False,
            type_registry=TypeRegistry([_Whole()]),
            serverSelectionTimeoutMS=ANSWER_WITHIN_MS,
            socketTimeoutMS=4 * ANSWER_WITHIN_MS,
        )
        return cls(client[database])

    def close(self) -> None:
        """Hang up."""
        self.database.client.close()

    @staticmethod
    def databases(uri: str) -> list[str]:
        """The names of all databases of a server."""
        with MongoClient[Document](uri, serverSelectionTimeoutMS=ANSWER_WITHIN_MS) as client, _reachable():
            return sorted(client.list_database_names())

    @property
    def _commits(self) -> Collection[Document]:
        return self.database["commits"]

    @property
    def _batches(self) -> Collection[Document]:
        return self.database["open_batches"]

    @property
    def _deadlines(self) -> Collection[Document]:
        return self.database["deadlines"]

    def ping(self) -> None:
        """Raise Unavailable unless the store answers."""
        with _reachable():
            self.database.command("ping")

    def drop(self) -> None:
        """Forget everything; for tests."""
        with _reachable():
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
            with _reachable():
                for document in self._commits.find({"_id": {"$in": ids}}):
                    found.setdefault(document["stream"], []).append(unpacked(document, COMMIT_TEXTS))
            wanted = [stream for stream in wanted if len(found.get(stream, ())) == versions[-1]]
            first, span = first + span, span * LOOK_FURTHER
        return {stream: ordered(documents) for stream, documents in found.items()}

    def append(self, commits: Sequence[Commit]) -> set[str]:
        """Insert commits of different streams; returns the ids that somebody else had written before."""
        return _insert(self._commits, [packed(commit, COMMIT_TEXTS) for commit in commits])

    def commits(self, ids: Sequence[str]) -> list[Commit]:
        """Those of the named commits that exist."""
        with _reachable():
            found = self._commits.find({"_id": {"$in": list(ids)}})
            return [cast(Commit, unpacked(commit, COMMIT_TEXTS)) for commit in found]

    def walk(self) -> Iterator[list[Commit]]:
        """Every stream, whole, one after the other: one pass over the log, for `verify` and rebuilding."""
        with _reachable():
            in_order = map(readable_commit, self._commits.find().sort("_id", 1))
            for _, stream in groupby(in_order, key=lambda commit: str(commit["stream"])):
                yield cast(list[Commit], sorted(stream, key=lambda commit: int(commit["version"])))

    def open_batch(self, batch: OpenBatch) -> None:
        """Say which commits are about to be written and sent."""
        with _reachable():
            self._batches.insert_one(dict(batch))

    def close_batches(self, ids: Sequence[str]) -> None:
        """All messages of these batches are with the broker."""
        with _reachable():
            self._batches.delete_many({"_id": {"$in": list(ids)}})

    def open_batches(self, before: int, limit: int = 100) -> list[OpenBatch]:
        """Batches opened before this moment and not yet closed, oldest first."""
        with _reachable():
            return list(self._batches.find({"at": {"$lt": before}}).sort("at", 1).limit(limit))  # type: ignore[arg-type]

    def put_deadlines(self, deadlines: Sequence[DeadlineDocument]) -> None:
        """Keep deadlines; one that is kept already stays as it is."""
        _insert(self._deadlines, [packed(deadline, DEADLINE_TEXTS) for deadline in deadlines])

    def drop_deadlines(self, ids: Sequence[str]) -> None:
        """Forget deadlines that were met or sent."""
        with _reachable():
            self._deadlines.delete_many({"_id": {"$in": list(ids)}})

    def due_deadlines(self, now: int, limit: int) -> list[DeadlineDocument]:
        """Deadlines due by now, earliest first."""
        with _reachable():
            found = self._deadlines.find({"due": {"$lte": now}}).sort("due", 1).limit(limit)
            return [cast(DeadlineDocument, unpacked(deadline, DEADLINE_TEXTS)) for deadline in found]

    def index_view(self, name: str, fields: Sequence[str]) -> None:
        """Make a view searchable by these fields of its `doc`; one round trip a field."""
        with _reachable():
            self._view(name).create_index("changed")
            for field in fields:
                self._view(name).create_index(f"doc.{field}")

    def read_views(self, name: str, keys: Sequence[str]) -> dict[str, ViewDocument]:
        """The whole documents of a view, parts included."""
        with _reachable():
            return {kept["_id"]: view_of(kept) for kept in self._view(name).find({"_id": {"$in": list(keys)}})}

    def insert_views(self, name: str, documents: Sequence[ViewDocument]) -> set[str]:
        """Write documents that did not exist; returns the keys that do by now."""
        return _insert(self._view(name), list(map(kept_view, documents)))

    def update_views(self, name: str, documents: Sequence[ViewDocument]) -> int:
        """Replace documents whose `rev` is still one less than the given; returns how many were."""
        changes = [
            UpdateOne({"_id": document["_id"], "rev": document["rev"] - 1}, {"$set": _without_id(document)})
            for document in documents
        ]
        with _reachable():
            return self._view(name).bulk_write(changes, ordered=False).matched_count

    def list_view(self, name: str, where: Mapping[str, Any], limit: int, after: str = "") -> list[Document]:
        """What readers see (`doc`) of the documents whose `doc` has these values, by key, after a key."""
        query: Document = {f"doc.{field}": value for field, value in where.items()}
        if after:
            query["key"] = {"$gt": after}
        with _reachable():
            return [found["doc"] for found in self._view(name).find(query).sort("_id", 1).limit(limit)]

    def changed_views(self, name: str, since: int, limit: int) -> list[ShownDocument]:
        """Documents changed at or after this moment, earliest change first, without their parts."""
        with _reachable():
            found = self._view(name).find({"changed": {"$gte": since}}).sort("changed", 1).limit(limit)
            return list(map(shown_of, found))

    def _view(self, name: str) -> Collection[Document]:
        return self.database[f"view_{name}"]


def _without_id(document: ViewDocument) -> Document:
    return {name: value for name, value in kept_view(document).items() if name != "_id"}


DUPLICATE = 11000


def _insert(collection: Collection[Document], documents: list[Document]) -> set[str]:
    """Insert in one go; what already exists is left alone and named. Any other refusal is Unavailable."""
    if not documents:
        return set()
    with _reachable():
        try:
            collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            refused = error.details["writeErrors"]
            if any(refusal["code"] != DUPLICATE for refusal in refused):
                raise
            return {documents[refusal["index"]]["_id"] for refusal in refused}
    return set()

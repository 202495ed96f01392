"""The few plain operations that `store.py` asks of a MongoDB-compatible server: the only importer of pymongo."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any, TypeAlias

if find_spec("OpenSSL") is None:
    # To find that out, pymongo would load cryptography first: 8 MiB for nothing, as its TLS is the standard library's.
    sys.modules["pymongo.pyopenssl_context"] = None  # type: ignore[assignment]
if "pymongo" not in sys.modules:
    # The half of it that speaks asyncio, which nobody here uses: 1 MiB of every service.
    sys.modules["pymongo.asynchronous.mongo_client"] = SimpleNamespace(AsyncMongoClient=None)  # type: ignore[assignment]

import pymongo
from bson.codec_options import TypeDecoder, TypeRegistry
from bson.int64 import Int64
from pymongo import MongoClient, ReplaceOne
from pymongo.errors import BulkWriteError, PyMongoError

from services.chassis.errors import Unavailable

Document: TypeAlias = dict[str, Any]
Collection: TypeAlias = pymongo.collection.Collection[Document]
Database: TypeAlias = pymongo.database.Database[Document]

ANSWER_WITHIN_MS = 5_000
DUPLICATE = 11000


class _Whole(TypeDecoder):
    """A number past 2^31 comes back as `Int64`, which no encoder knows: its commit could not be hashed or sent."""

    bson_type = Int64

    def transform_bson(self, value: Int64) -> int:
        return int(value)


@contextmanager
def reachable() -> Iterator[None]:
    """Every failure of the driver means the same to the callers: not now."""
    try:
        yield
    except BulkWriteError as error:
        first = (error.details or {}).get("writeErrors", [{}])[0]
        raise Unavailable(f"the store refuses to write: {first.get('errmsg', error)}") from error
    except PyMongoError as error:
        raise Unavailable(f"the store does not answer: {error}") from error


def connected(uri: str) -> MongoClient[Document]:
    """A client that has not said anything yet."""
    return MongoClient(
        uri,
        w="majority",
        retryWrites=False,
        type_registry=TypeRegistry([_Whole()]),
        serverSelectionTimeoutMS=ANSWER_WITHIN_MS,
        socketTimeoutMS=4 * ANSWER_WITHIN_MS,
    )


def insert(collection: Collection, documents: list[Document]) -> set[str]:
    """Insert in one go; what already exists is left alone and named. Any other refusal is Unavailable."""
    if not documents:
        return set()
    with reachable():
        try:
            collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            refused = error.details["writeErrors"]
            if any(refusal["code"] != DUPLICATE for refusal in refused):
                raise
            return {documents[refusal["index"]]["_id"] for refusal in refused}
    return set()


def replace(collection: Collection, changes: Sequence[tuple[Document, Document]]) -> int:
    """Put each document in the place of the one that its condition finds, in one go; returns how many were found."""
    with reachable():
        replacements = [ReplaceOne(whose, document) for whose, document in changes]
        return collection.bulk_write(replacements, ordered=False).matched_count


def delete(collection: Collection, ids: Sequence[str]) -> None:
    """Delete by id what is there of these."""
    if ids:
        with reachable():
            collection.delete_many({"_id": {"$in": list(ids)}})

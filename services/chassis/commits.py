"""One commit: what one message did to one stream. Pure; `store.py` keeps it.

A commit is at once the state change, the outbox, the audit entry and the duplicate guard
(design: section 5). It is written once and never changed; `hash` chains it to the one before.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, NotRequired, TypedDict, cast

from services.chassis import codec
from services.chassis.errors import TamperedHistory

GENESIS = ""
"""What a stream's first commit has for `prev`."""

DIGEST_LENGTH = 16
_SEALED_NAME = b'_sealed":'
_SEALED = re.compile(rb'_sealed":"[^"]*"')
"""A sealed value, by its name (see contracts/types/sealed.v1.json), in JSON without spaces."""


class Commit(TypedDict):
    """The stored document; every value is plain JSON, so its hash survives any store.

    `asked` is the cause's content (see `content_digest`); commits before docs/adr/0017 do not have it.
    """

    _id: str
    stream: str
    version: int
    cause: str
    asked: NotRequired[str]
    province: str
    case: str
    at: str
    events: list[dict[str, Any]]
    outbox: list[dict[str, Any]]
    actor: str | None
    trace: str
    prev: str
    hash: str


def commit_id(stream: str, version: int) -> str:
    """The one unique key: two writers of the same version cannot both succeed."""
    return f"{stream}@{version}"


def content_digest(message_type: str, data: dict[str, Any]) -> str:
    """What two messages with one id must agree in. Not in what is sealed: sealing the same again gives other text."""
    said = codec.canonical((message_type, data))
    if _SEALED_NAME in said:
        said = _SEALED.sub(b"", said)
    return hashlib.sha256(said).hexdigest()[:DIGEST_LENGTH]


def digest(commit: Commit) -> str:
    """SHA-256 over the canonical form of everything but the hash itself."""
    content = {name: value for name, value in commit.items() if name != "hash"}
    return hashlib.sha256(codec.canonical(content)).hexdigest()


def seal(commit: Commit) -> Commit:
    """The commit with its hash filled in."""
    commit["hash"] = digest(commit)
    return commit


def faults(stream: Sequence[Commit]) -> Iterable[str]:
    """What is wrong with one stream's commits, oldest first: gaps, broken chains, altered content."""
    previous = GENESIS
    for expected, commit in enumerate(stream, start=1):
        if commit["version"] != expected:
            yield f"{commit['_id']}: version {expected} is missing"
            return
        if commit["prev"] != previous:
            yield f"{commit['_id']}: does not follow from the commit before it"
        if commit["hash"] != digest(commit):
            yield f"{commit['_id']}: was changed after it was written"
        previous = commit["hash"]


def ordered(documents: Iterable[dict[str, Any]]) -> list[Commit]:
    """Commits of one stream in the order they were made; a gap is TamperedHistory."""
    commits = cast(list[Commit], sorted(documents, key=lambda found: found["version"]))
    if commits and commits[-1]["version"] != len(commits):
        raise TamperedHistory(f"{commits[0]['stream']}: {len(commits)} commits, but version {commits[-1]['version']}")
    return commits

"""What the sign-in must know at once, before any message could tell: kept in identity's store, changed one at a time.

Each record lives under a key that cannot be turned back into the secret it stands for. It is inserted once, and
changed only by whoever has read its last version; so of two who use one code, one wins.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from services.chassis import clock
from services.chassis.store import Store
from services.chassis.stored import ViewDocument

AT_ONCE = 500
"""Records that are deleted together."""

KINDS = ("codes", "refreshes", "browsers", "sessions", "attempts")
Kind = Literal["codes", "refreshes", "browsers", "sessions", "attempts"]


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was read."""

    kind: Kind
    key: str
    rev: int
    doc: dict[str, Any]


def key_of(secret: str) -> str:
    """The key of what a secret opens."""
    return hashlib.sha256(secret.encode()).hexdigest()


def now() -> int:
    """The present moment, in whole seconds."""
    return int(clock.now().timestamp())


@dataclass(frozen=True, slots=True)
class Records:
    """All of them. Every method is one round trip unless it says otherwise, and raises Unavailable."""

    store: Store

    def add(self, kind: Kind, key: str, **doc: Any) -> bool:
        """Keep a record; False when there is one of that key."""
        return not self.store.insert_views(f"sso_{kind}", [_document(key, 1, doc)])

    def find(self, kind: Kind, key: str) -> Record | None:
        """A record as it is now."""
        found = self.store.show_views(f"sso_{kind}", [key]).get(key)
        return Record(kind, key, found["rev"], found["doc"]) if found else None

    def change(self, record: Record, **doc: Any) -> bool:
        """Change some of it; False when somebody else has, since it was read."""
        changed = _document(record.key, record.rev + 1, {**record.doc, **doc})
        return self.store.update_views(f"sso_{record.kind}", [changed]) == 1

    def index(self) -> None:
        """Make sure that what is over is found without looking at everything; once a process."""
        for kind in KINDS:
            self.store.index_view(f"sso_{kind}", [_moment_of(kind)])

    def forget(self, over_since: Mapping[Kind, int]) -> None:
        """Delete the records that ended (attempts: began) before these moments; a round trip a kind, two for each lot.

        A failed attempt that is counted in between is counted by the next one only.
        """
        for kind, moment in over_since.items():
            while old := self.store.old_views(f"sso_{kind}", _moment_of(kind), moment, AT_ONCE):
                self.store.drop_views(f"sso_{kind}", old)


def _moment_of(kind: str) -> str:
    return "since" if kind == "attempts" else "until"


def _document(key: str, rev: int, doc: dict[str, Any]) -> ViewDocument:
    return {"_id": key, "rev": rev, "changed": clock.now_millis(), "parts": {}, "doc": doc}

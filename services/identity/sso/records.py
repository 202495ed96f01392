"""What the sign-in must know at once, before any message could tell: kept in identity's store, changed one at a time.

Each record lives under a key that cannot be turned back into the secret it stands for. It is inserted once, and
changed only by whoever has read its last version; so of two who use one code, one wins.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from services.chassis import clock
from services.chassis.store import Store
from services.chassis.stored import ViewDocument

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
    """All of them. Every method is one round trip and raises Unavailable."""

    store: Store

    def add(self, kind: Kind, key: str, **doc: Any) -> bool:
        """Keep a record; False when there is one of that key."""
        return not self.store.insert_views(f"sso_{kind}", [_document(key, 1, doc)])

    def find(self, kind: Kind, key: str) -> Record | None:
        """A record as it is now."""
        found = self.store.read_views(f"sso_{kind}", [key]).get(key)
        return Record(kind, key, found["rev"], found["doc"]) if found else None

    def change(self, record: Record, **doc: Any) -> bool:
        """Change some of it; False when somebody else has, since it was read."""
        changed = _document(record.key, record.rev + 1, {**record.doc, **doc})
        return self.store.update_views(f"sso_{record.kind}", [changed]) == 1


def _document(key: str, rev: int, doc: dict[str, Any]) -> ViewDocument:
    return {"_id": key, "rev": rev, "changed": clock.now_millis(), "parts": {}, "doc": doc}

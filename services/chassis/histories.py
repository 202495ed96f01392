"""The states of streams: cached, guarded by version, reloaded when somebody else has written.

Several batches ask here at a time, each for streams of its own (see turns.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

from services.chassis import codec
from services.chassis.commits import GENESIS, Commit
from services.chassis.definition import Definition


class Loads(Protocol):
    """The one thing histories need of a store."""

    def load(self, streams: Iterable[str]) -> dict[str, list[Commit]]:
        """The commits of each stream that has any, in order."""
        ...


@dataclass(slots=True)
class History:
    """A stream as far as it is known here. `fresh`: read from the store in this batch, not from the cache.

    causes: the messages that became commits, by id, with the digest of what they asked; "" where it was not kept.
    """

    stream: str
    version: int
    hash: str
    state: Any
    causes: dict[str, str]
    fresh: bool


class Histories:
    """Gives the history of a stream; a decision to do nothing is only trusted on a fresh one."""

    def __init__(self, definition: Definition, store: Loads, capacity: int | None = None) -> None:
        """The least recently used streams beyond `capacity` (or what the definition says) are forgotten."""
        self._definition, self._store, self._capacity = definition, store, capacity or definition.streams_kept
        self._types = codec.type_names(definition.events)
        self._known: dict[str, History] = {}

    def fetch(self, streams: Iterable[str]) -> dict[str, History]:
        """The histories of these streams: one store round trip for those not cached, none if all are."""
        wanted = list(streams)
        # Out of the cache first: while this batch reads the others, another may need the room.
        found = {stream: self._known.pop(stream) for stream in wanted if stream in self._known}
        missing = [stream for stream in wanted if stream not in found]
        loaded = self._store.load(missing) if missing else {}
        found.update((stream, self._fold(stream, loaded.get(stream, []))) for stream in missing)
        self._known.update(found)
        self._shrink()
        return found

    def advance(self, commit: Commit, state: Any) -> None:
        """The commit is in the store: its state is now the stream's."""
        history = self._known.get(commit["stream"])
        if history is None:
            return
        history.version, history.hash, history.state = commit["version"], commit["hash"], state
        history.causes[commit["cause"]] = commit.get("asked", "")

    def forget(self, streams: Iterable[str]) -> None:
        """Somebody else has written, or may have: read these again next time."""
        for stream in streams:
            self._known.pop(stream, None)

    def settle(self, streams: Iterable[str]) -> None:
        """A batch is over: what it has read is from now on merely cached; absence is never cached."""
        for stream in set(streams):
            history = self._known.get(stream)
            if history is not None:
                history.fresh = False
                if history.version == 0:
                    del self._known[stream]

    def _fold(self, stream: str, commits: list[Commit]) -> History:
        events = (event for commit in commits for event in commit["events"])
        state = reduce(self._evolve, events, self._definition.initial)
        return History(
            stream=stream,
            version=len(commits),
            hash=commits[-1]["hash"] if commits else GENESIS,
            state=state,
            causes={commit["cause"]: commit.get("asked", "") for commit in commits},
            fresh=True,
        )

    def _evolve(self, state: Any, stored: dict[str, Any]) -> Any:
        event = codec.convert(stored["data"], self._types[stored["type"]])
        return self._definition.evolve(state, event)

    def _shrink(self) -> None:
        while len(self._known) > self._capacity:
            del self._known[next(iter(self._known))]

"""What a service hands to the chassis: its rooms, as values."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from services.chassis.vocabulary import Answer, Deadline, Foreign, Owed, Published, View


class ViewReader(Protocol):
    """Reads documents of the service's own views, and keeps registers in which each key is entered once."""

    def find(self, view: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return what `show` made of each key that is known."""
        ...

    def listed(self, view: str, where: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return what `show` made of every key where it has these values, by key: one query."""
        ...

    def claim(self, register: str, key: str) -> bool:
        """Enter a key in a register of its own; True for the one who entered it, False ever after."""
        ...


class Secrets(Protocol):
    """Small texts by id, apart from the commits: what is destroyed here is gone."""

    def put_secrets(self, locked: Mapping[str, str]) -> set[str]:
        """Keep texts; returns the ids that had one already, which stays as it is."""
        ...

    def read_secrets(self, ids: Sequence[str]) -> dict[str, str]:
        """Return those that exist."""
        ...

    def drop_secrets(self, ids: Sequence[str]) -> None:
        """Destroy texts."""
        ...


Fact = Callable[[Sequence[Any]], Sequence[Any]]
"""Completes commands with what deciding needs to know: the same commands back, same order, in one call a batch."""

Effect = Callable[[Foreign], Answer]
"""Calls the outside world with one intent. `intent["message"]` is the idempotency key."""

SIDE_BY_SIDE = 32
"""Effects that one process carries out at a time; each waits for the outside with its own time-out."""


STREAMS_KEPT = 5_000
"""Streams whose state a process keeps; the least recently used beyond that are read again."""


def each(complete: Callable[[Any], Any]) -> Fact:
    """A fact that completes every command by itself."""
    return lambda commands: [complete(command) for command in commands]


def _nothing(_: Any) -> tuple[Any, ...]:
    return ()


def _no_keys(_: Any) -> Mapping[str, datetime]:
    return {}


def _no_adapters(_: Any) -> Mapping[str, Effect]:
    return {}


def _no_secrets(_: Any, __: Secrets) -> "tuple[Mapping[type, Fact], Mapping[str, Effect]]":
    return {}, {}


def _no_facts(_: Any, __: ViewReader) -> Mapping[type, Fact]:
    return {}


@dataclass(frozen=True, slots=True)
class Definition:
    """One service, room by room (design: section 4).

    commands: dataclasses that arrive by contract; `FooBar` is `contracts/<capability>/commands/foo-bar.v1.json`.
    events: dataclasses that are stored; their class names are the storage format.
    starting: commands that the service sends itself at every start. needs: views that must know something before
    the service is ready. streams_kept: fewer where states are large.
    together: types of messages that it says so often that they travel in sheaves. at_once: bodies at most a batch,
    where they are sheaves and what follows from each is large.
    with_secrets: facts and adapters of a service that keeps secrets, such as the keys of persons.
    keys: until when each key that it holds may be used, for those who watch.
    """

    capability: str
    settings: type[Any]
    initial: Any
    decide: Callable[[Any, Any], Sequence[Any]]
    evolve: Callable[[Any, Any], Any]
    is_terminal: Callable[[Any], bool]
    commands: tuple[type[Any], ...]
    events: tuple[type[Any], ...]
    publish: Callable[[Any, Any], Published | None]
    reactions: Mapping[str, Callable[[Foreign], Any | None]] = field(default_factory=dict)
    next_commands: Callable[[Any], Sequence[Owed]] = _nothing
    deadlines: Callable[[Any], Sequence[Deadline]] = _nothing
    views: tuple[View, ...] = ()
    adapters: Callable[[Any], Mapping[str, Effect]] = _no_adapters
    facts: Callable[[Any, ViewReader], Mapping[type, Fact]] = _no_facts
    with_secrets: Callable[[Any, Secrets], tuple[Mapping[type, Fact], Mapping[str, Effect]]] = _no_secrets
    starting: Callable[[Any], Sequence[Owed]] = _nothing
    needs: tuple[str, ...] = ()
    streams_kept: int = STREAMS_KEPT
    together: Collection[str] = ()
    at_once: int | None = None
    keys: Callable[[Any], Mapping[str, datetime]] = _no_keys

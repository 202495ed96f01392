"""A broker in memory: topic exchanges, queues and waiting queues as RabbitMQ has them (see `memory_link.py`)."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.chassis import clock
from services.chassis.bus import Delivery, Outgoing
from services.chassis.errors import Unavailable
from services.chassis.topology import DIRECT


@dataclass(frozen=True, slots=True)
class Kept:
    """A message in a queue, as it will be delivered; `since` when it came."""

    delivery: Delivery
    since: float


@dataclass(slots=True)
class _Queue:
    arguments: Mapping[str, Any]
    ready: list[Kept] = field(default_factory=list)


@dataclass(slots=True)
class _Exchange:
    alternate: str | None
    bindings: set[tuple[str, str]] = field(default_factory=set)


class MemoryBus:
    """One virtual host. `skip` moves its clock forward, so that nothing has to be waited for."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self._exchanges: dict[str, _Exchange] = {}
        self._queues: dict[str, _Queue] = {}
        self._skipped = 0.0

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        with self.changed:
            self._skipped += seconds
            self.changed.notify_all()

    def exchange(self, name: str, alternate: str | None) -> None:
        """Make sure of an exchange; another alternate than it has is refused."""
        with self.changed:
            if self._exchanges.setdefault(name, _Exchange(alternate)).alternate != alternate:
                raise Unavailable(f"exchange {name} is there with another alternate")

    def queue(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Make sure of a queue; other arguments than it has are refused."""
        with self.changed:
            if self._queues.setdefault(name, _Queue(arguments)).arguments != arguments:
                raise Unavailable(f"queue {name} is there with other arguments")

    def binding(self, queue: str, exchange: str, pattern: str, *, bound: bool) -> None:
        """Bind or unbind."""
        with self.changed:
            self._queue(queue)
            bindings = self._exchange(exchange).bindings
            (bindings.add if bound else bindings.discard)((pattern, queue))

    def take(self, queue: str, limit: int) -> list[Kept]:
        """Take messages off a queue, in order."""
        with self.changed:
            self._expire()
            ready = self._queue(queue).ready
            taken, ready[:] = ready[:limit], ready[limit:]
            return taken

    def give_back(self, queue: str, kept: Sequence[Kept]) -> None:
        """Somebody hung up without acknowledging these."""
        with self.changed:
            again = [replace(one, delivery=replace(one.delivery, redelivered=True)) for one in kept]
            self._queue(queue).ready[:0] = again
            self.changed.notify_all()

    def ready(self, queue: str) -> int:
        """How many messages are ready in a queue."""
        with self.changed:
            self._expire()
            return len(self._queue(queue).ready)

    def publish(self, outgoing: Outgoing) -> bool:
        """Put a message where it belongs; whether any queue took it."""
        with self.changed:
            queues = self._routed(outgoing.exchange, outgoing.routing_key)
            for queue in sorted(queues):
                address = (queue, outgoing.exchange, outgoing.routing_key)
                self._keep(Delivery(outgoing.body, 0, *address, dict(outgoing.headers), redelivered=False))
            return bool(queues)

    def _keep(self, delivery: Delivery) -> None:
        self._queues[delivery.queue].ready.append(Kept(delivery, self._now()))
        self.changed.notify_all()

    def _routed(self, exchange: str, key: str) -> set[str]:
        if exchange == DIRECT:
            return {key} & self._queues.keys()
        found = self._exchange(exchange)
        queues = {queue for pattern, queue in found.bindings if matches(pattern.split("."), key.split("."))}
        return self._routed(found.alternate, key) if found.alternate and not queues else queues

    def _expire(self) -> None:
        """What has waited long enough goes on to where its queue sends the dead."""
        for queue in list(self._queues.values()):
            limit = queue.arguments.get("x-message-ttl")
            while limit is not None and queue.ready and self._now() - queue.ready[0].since >= limit / 1000:
                dead = queue.ready.pop(0).delivery
                key = queue.arguments["x-dead-letter-routing-key"]
                for target in self._routed(queue.arguments["x-dead-letter-exchange"], key):
                    self._keep(replace(dead, queue=target, exchange=DIRECT, routing_key=key, redelivered=False))

    def _now(self) -> float:
        return clock.elapsed() + self._skipped

    def _queue(self, name: str) -> _Queue:
        if name not in self._queues:
            raise Unavailable(f"there is no queue {name}")
        return self._queues[name]

    def _exchange(self, name: str) -> _Exchange:
        if name not in self._exchanges:
            raise Unavailable(f"there is no exchange {name}")
        return self._exchanges[name]


def matches(pattern: Sequence[str], key: Sequence[str]) -> bool:
    """A topic: `*` is any one word, `#` any number of words, none included."""
    if not pattern:
        return not key
    if pattern[0] == "#":
        return any(matches(pattern[1:], key[skipped:]) for skipped in range(len(key) + 1))
    return bool(key) and pattern[0] in ("*", key[0]) and matches(pattern[1:], key[1:])

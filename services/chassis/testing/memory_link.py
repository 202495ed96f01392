"""Connections to a broker in memory: the twins of `bus.Link` and `publisher.Publisher`, held to the same exam."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from services.chassis import clock
from services.chassis.bus import Delivery, Outgoing
from services.chassis.errors import Unavailable
from services.chassis.testing.memory_bus import Kept, MemoryBus


class MemoryLink:
    """The twin of `bus.Link`: one thread sends or receives; others may acknowledge."""

    def __init__(self, bus: MemoryBus) -> None:
        self._bus, self._closed, self._tags = bus, False, 0
        self._queue, self._prefetch = "", 0
        self._in_hand: dict[int, Kept] = {}

    def close(self) -> None:
        """Hang up; what was not acknowledged goes back."""
        with self._bus.changed:
            if not self._closed and self._in_hand:
                self._bus.give_back(self._queue, list(self._in_hand.values()))
            self._closed = True

    def beat(self) -> None:
        """Raises Unavailable when it is dead."""
        if self._closed:
            raise Unavailable("this connection is closed")

    def declare_exchange(self, name: str, alternate: str | None = None) -> None:
        """A topic exchange; what no queue wants goes to `alternate`."""
        self.beat()
        self._bus.exchange(name, alternate)

    def declare_queue(self, name: str, arguments: Mapping[str, Any] | None = None) -> None:
        """A queue."""
        self.beat()
        self._bus.queue(name, arguments or {})

    def bind(self, queue: str, exchange: str, pattern: str) -> None:
        """Let the queue take what is published to the exchange with a matching key."""
        self.beat()
        self._bus.binding(queue, exchange, pattern, bound=True)

    def unbind(self, queue: str, exchange: str, pattern: str) -> None:
        """The queue takes no more of these; what it has, it keeps."""
        self.beat()
        self._bus.binding(queue, exchange, pattern, bound=False)

    def depth(self, queue: str) -> int:
        """How many messages are ready in a queue."""
        self.beat()
        return self._bus.ready(queue)

    def send(self, outgoings: Sequence[Outgoing]) -> list[Outgoing]:
        """Publish all; returns those that had to reach a queue and did not."""
        self.beat()
        return [one for one in outgoings if not self._bus.publish(one) and one.mandatory]

    def consume(self, queue: str, prefetch: int) -> None:
        """Begin to take messages off a queue, at most `prefetch` unacknowledged at a time."""
        self.beat()
        self._bus.ready(queue)
        self._queue, self._prefetch = queue, prefetch

    def receive(self, limit: int, wait: float, linger: float) -> list[Delivery]:
        """Up to `limit` messages: waits `wait` seconds for the first; company is here already or not at all."""
        until = clock.elapsed() + wait
        with self._bus.changed:
            while True:
                self.beat()
                taken = self._bus.take(self._queue, min(limit, self._prefetch - len(self._in_hand)))
                if taken or (left := until - clock.elapsed()) <= 0:
                    return [self._hand_over(kept) for kept in taken]
                self._bus.changed.wait(min(left, 0.05))

    def acknowledge(self, tag: int, *, through: bool) -> None:
        """This message is dealt with (`through`: and every one before it)."""
        self.beat()
        with self._bus.changed:
            for done in [one for one in self._in_hand if one == tag or (through and one < tag)]:
                del self._in_hand[done]

    def _hand_over(self, kept: Kept) -> Delivery:
        self._tags += 1
        self._in_hand[self._tags] = kept
        return replace(kept.delivery, tag=self._tags)


class MemoryPublisher:
    """The twin of `publisher.Publisher`."""

    def __init__(self, bus: MemoryBus) -> None:
        self._link = MemoryLink(bus)

    def publish(self, outgoings: Sequence[Outgoing]) -> list[Outgoing]:
        """Send; returns the mandatory ones that no queue takes."""
        return self._link.send(outgoings)

    def publish_soon(self, outgoings: Sequence[Outgoing]) -> "Future[list[Outgoing]]":
        """The same, for callers that wait in their own way."""
        done: Future[list[Outgoing]] = Future()
        try:
            done.set_result(self.publish(outgoings))
        except Unavailable as error:
            done.set_exception(error)
        return done

    def close(self) -> None:
        """Hang up."""
        self._link.close()

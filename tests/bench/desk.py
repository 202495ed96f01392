"""What the bench itself does at the broker: lay out, fill, and count from outside, without touching a message.

Counting is asking for the depth of a queue: it costs the broker less than delivering would, and is the same for all.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pika
from pika.adapters.blocking_connection import BlockingChannel

PERSISTENT = 2
LOOK_EVERY = 0.005


class TooSlow(Exception):
    """A contender did not come to the end in time."""


class Desk:
    """One connection to one virtual host, as long as the block lasts."""

    def __init__(self, uri: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(uri))
        self.channel: BlockingChannel = self._connection.channel()

    def __enter__(self) -> "Desk":
        """The connection stands."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up; a connection that broke is left as it is."""
        if self._connection.is_open:
            self._connection.close()

    def queue(self, name: str, *, quorum: bool) -> None:
        """A durable queue."""
        arguments = {"x-queue-type": "quorum"} if quorum else {}
        self.channel.queue_declare(name, durable=True, arguments=arguments)

    def exchange(self, name: str) -> None:
        """A durable topic exchange."""
        self.channel.exchange_declare(name, "topic", durable=True)

    def bind(self, queue: str, exchange: str, pattern: str) -> None:
        """Let the queue take what matches."""
        self.channel.queue_bind(queue, exchange, pattern)

    def fill(self, queue: str, bodies: Iterable[bytes], properties: Mapping[str, Any]) -> int:
        """Publish all straight into a queue and wait until it holds them; returns how many."""
        persistent = pika.BasicProperties(delivery_mode=PERSISTENT, **properties)
        count = 0
        for count, body in enumerate(bodies, start=1):  # noqa: B007 - the last one is the number
            self.channel.basic_publish("", queue, body, persistent)
        self.until(lambda: self.holds(queue, count), 60.0, f"{queue} filled with {count}")
        return count

    def depth(self, queue: str) -> int:
        """Messages ready in a queue."""
        return int(self.channel.queue_declare(queue, passive=True).method.message_count)

    def holds(self, queue: str, count: int) -> bool:
        """Whether there are so many messages in it."""
        return self.depth(queue) >= count

    def consumers(self, queue: str) -> int:
        """Who takes from it."""
        return int(self.channel.queue_declare(queue, passive=True).method.consumer_count)

    def until(self, reached: Callable[[], bool], within: float, what: str) -> float:
        """Look until it is so; returns the moment (`time.perf_counter`)."""
        end = time.perf_counter() + within
        while not reached():
            if time.perf_counter() > end:
                raise TooSlow(f"not in {within:.0f} s: {what}")
            time.sleep(LOOK_EVERY)
        return time.perf_counter()

"""What the bench itself does at the broker: lay out, fill, and count from outside, without touching a message.

Counting is asking for the depth of a queue: it costs the broker less than delivering would, and is the same for all.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pika
from pika.adapters.blocking_connection import BlockingChannel

PERSISTENT = 2
LOOK_EVERY = 0.005


@dataclass(frozen=True, slots=True)
class Address:
    """How a message is sent: straight into a queue, unless an exchange is named. `properties`: what it bears."""

    key: str
    exchange: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


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

    def exchange(self, name: str, alternate: str | None = None) -> None:
        """A durable topic exchange; what no queue wants goes to `alternate`."""
        arguments = {"alternate-exchange": alternate} if alternate else {}
        self.channel.exchange_declare(name, "topic", durable=True, arguments=arguments)

    def bind(self, queue: str, exchange: str, pattern: str) -> None:
        """Let the queue take what matches."""
        self.channel.queue_bind(queue, exchange, pattern)

    def send(self, address: Address, body: bytes) -> None:
        """Publish one persistent message."""
        persistent = pika.BasicProperties(delivery_mode=PERSISTENT, **address.properties)
        self.channel.basic_publish(address.exchange, address.key, body, persistent)

    def fill(self, queue: str, address: Address, bodies: Iterable[bytes]) -> None:
        """Publish all, and wait until they are in the queue."""
        count = 0
        for body in bodies:
            self.send(address, body)
            count += 1
        self.until(lambda: self.holds(queue, count), 60.0, f"{queue} filled with {count}")

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

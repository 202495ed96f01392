"""What the exam of a bus works with: connections to one broker, messages known again by their bodies."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from services.chassis import clock
from services.chassis.bus import Delivery, Link, Outgoing
from services.chassis.publisher import Publisher
from services.chassis.testing.memory_bus import MemoryBus
from services.chassis.testing.memory_link import MemoryLink, MemoryPublisher

AnyLink: TypeAlias = Link | MemoryLink
AnyPublisher: TypeAlias = Publisher | MemoryPublisher

PATIENCE = 10.0
"""Seconds after which what has not arrived will not."""

QUIET = 0.05
"""Seconds without a message after which a queue is taken for empty, where another one has shown that all is there."""


class Bus(Protocol):
    """Makes connections to one broker; whoever made it hangs them all up."""

    def link(self) -> AnyLink:
        """A connection of its own."""
        ...

    def publisher(self) -> AnyPublisher:
        """A sender for many callers."""
        ...


class InMemory:
    """Connections to a broker in memory."""

    def __init__(self) -> None:
        self.broker = MemoryBus()

    def link(self) -> MemoryLink:
        """A connection of its own."""
        return MemoryLink(self.broker)

    def publisher(self) -> MemoryPublisher:
        """A sender for many callers."""
        return MemoryPublisher(self.broker)


class Rabbit:
    """Connections to one virtual host."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.opened: list[Link | Publisher] = []

    def link(self) -> Link:
        """A connection of its own."""
        link = Link(self.uri)
        self.opened.append(link)
        return link

    def publisher(self) -> Publisher:
        """A sender for many callers."""
        publisher = Publisher(self.uri)
        self.opened.append(publisher)
        return publisher

    def close(self) -> None:
        """Hang up everything."""
        for opened in self.opened:
            opened.close()


def fresh(what: str) -> str:
    """A name nobody has used: the broker may be shared."""
    return f"{what}{clock.new_id()[:12]}"


def said(exchange: str, key: str, number: int = 0, *, mandatory: bool = True) -> Outgoing:
    """A message, known again by its body."""
    return Outgoing(exchange, key, f"message {number}".encode(), f"id-{number}", mandatory, {"x-number": number})


def taken(link: AnyLink, count: int, limit: int = 100) -> list[Delivery]:
    """Receive so many, then look whether there are more."""
    got, until = list[Delivery](), clock.elapsed() + PATIENCE
    while len(got) < count and clock.elapsed() < until:
        got += link.receive(limit, PATIENCE / 10, 0.0)
    return got + link.receive(limit, QUIET, 0.0)


def drained(bus: Bus, queue: str, count: int) -> list[str]:
    """The bodies in a queue, taken off it for good."""
    link = bus.link()
    link.consume(queue, 1_000)
    got = taken(link, count)
    if got:
        link.acknowledge(got[-1].tag, through=True)
    return [one.body.decode() for one in got]


def bodies(numbers: Sequence[int]) -> list[str]:
    """What `drained` should give for these."""
    return [f"message {number}" for number in numbers]

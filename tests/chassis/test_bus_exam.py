"""The bus exam, sat by the twin in memory and by RabbitMQ."""

from collections.abc import Iterator

import pytest

from services.chassis.bus import Link
from services.chassis.publisher import Publisher
from services.chassis.testing.bus_bench import Bus
from services.chassis.testing.bus_exam import BusExam
from services.chassis.testing.memory_bus import MemoryBus
from services.chassis.testing.memory_link import MemoryLink, MemoryPublisher


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


class TestMemoryBus(BusExam):
    """The twin."""

    @pytest.fixture
    def bus(self) -> Bus:
        """An empty one."""
        return InMemory()


class TestRabbitMq(BusExam):
    """The real one."""

    @pytest.fixture
    def bus(self, amqp_uri: str) -> Iterator[Bus]:
        """A virtual host of its own."""
        rabbit = Rabbit(amqp_uri)
        yield rabbit
        for opened in rabbit.opened:
            opened.close()

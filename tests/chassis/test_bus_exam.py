"""The bus exam, sat by the twin in memory and by RabbitMQ."""

from collections.abc import Iterator

import pytest

from services.chassis.testing.bus_bench import Bus, InMemory, Rabbit
from services.chassis.testing.bus_exam import BusExam


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
        rabbit.close()

"""Teahouses to test the chassis with. And: an exam cannot be skipped, whoever tries fails."""

from collections.abc import Generator, Iterator

import pytest

from services.chassis.store import Store
from services.chassis.testing.bus_bench import InMemory, Rabbit
from services.chassis.testing.bus_exam import BusExam
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.store_exam import StoreExam
from tests.chassis.house import House


@pytest.fixture
def twins() -> House:
    """A house in memory."""
    return House(MemoryStore(), InMemory())


@pytest.fixture
def real(amqp_uri: str, store_uri: str, store_name: str) -> Iterator[House]:
    """A house on the real broker and the real store."""
    store, bus = Store.open(store_uri, f"{store_name}_teahouse"), Rabbit(amqp_uri)
    yield House(store, bus)
    bus.close()
    store.drop()
    store.close()


def is_exam(item: pytest.Item) -> bool:
    """Whether this is a question of an exam."""
    return isinstance(item, pytest.Function) and item.cls is not None and issubclass(item.cls, BusExam | StoreExam)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped question counts as failed."""
    report = yield
    if is_exam(item) and (report.skipped or hasattr(report, "wasxfail")):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: a question of an exam was skipped"
    return report

"""The exams themselves are examined: both candidates sit all of it, and whoever does nothing fails all of it."""

import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from services.chassis.bus import Delivery, Link, Outgoing
from services.chassis.publisher import Publisher
from services.chassis.store import Store
from services.chassis.testing.bus_exam import BusExam
from services.chassis.testing.memory_link import MemoryLink, MemoryPublisher
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.store_exam import StoreExam
from tests.chassis.test_bus_exam import TestMemoryBus as BusTwin
from tests.chassis.test_bus_exam import TestRabbitMq as RealBus
from tests.chassis.test_store_exam import TestMemoryStore as StoreTwin
from tests.chassis.test_store_exam import TestRealStore as RealStore

ROOT = Path(__file__).parents[2]

CANDIDATES = [(StoreExam, StoreTwin), (StoreExam, RealStore), (BusExam, BusTwin), (BusExam, RealBus)]


def questions(exam: type) -> dict[str, Callable[..., None]]:
    """The tests of an exam, by name."""
    return {name: test for name, test in inspect.getmembers(exam, inspect.isfunction) if name.startswith("test_")}


class IdleStore(MemoryStore):
    """Takes everything, keeps nothing, finds nothing."""

    def _insert(self, name: str, documents: Sequence[Mapping[str, Any]]) -> set[str]:
        return set()


class IdleLink(MemoryLink):
    """Says yes to everything and does nothing."""

    def __init__(self) -> None: ...

    def close(self) -> None:
        """Yes."""

    def beat(self) -> None:
        """Yes."""

    def declare_exchange(self, name: str, alternate: str | None = None) -> None:
        """Yes."""

    def declare_queue(self, name: str, arguments: Mapping[str, Any] | None = None) -> None:
        """Yes."""

    def bind(self, queue: str, exchange: str, pattern: str) -> None:
        """Yes."""

    def unbind(self, queue: str, exchange: str, pattern: str) -> None:
        """Yes."""

    def consume(self, queue: str, prefetch: int) -> None:
        """Yes."""

    def acknowledge(self, tag: int, *, through: bool) -> None:
        """Yes."""

    def depth(self, queue: str) -> int:
        """Nothing is here."""
        return 0

    def send(self, outgoings: Sequence[Outgoing]) -> list[Outgoing]:
        """All is well."""
        return []

    def receive(self, limit: int, wait: float, linger: float) -> list[Delivery]:
        """Nothing comes."""
        return []


class IdleBus:
    """Connections to nothing."""

    def link(self) -> IdleLink:
        """To nothing."""
        return IdleLink()

    def publisher(self) -> MemoryPublisher:
        """To nothing."""
        publisher = MemoryPublisher.__new__(MemoryPublisher)
        publisher._link = IdleLink()
        return publisher


@pytest.mark.parametrize(("exam", "candidate"), CANDIDATES, ids=lambda one: one.__name__)
def test_every_candidate_sits_the_whole_exam(exam: type, candidate: type) -> None:
    """No question is replaced, left out, or marked to be skipped."""
    assert len(questions(exam)) >= 17
    for name, question in questions(exam).items():
        assert getattr(candidate, name) is question, f"{candidate.__name__} answers another question: {name}"
        assert not hasattr(question, "pytestmark"), f"{name} is marked"
    assert not hasattr(candidate, "pytestmark")


@pytest.mark.parametrize("name", questions(StoreExam))
def test_a_store_that_does_nothing_fails_every_question(name: str) -> None:
    """A question that it passes would prove nothing."""
    with pytest.raises((AssertionError, LookupError, ValueError, TypeError, pytest.fail.Exception)):
        questions(StoreExam)[name](StoreExam(), IdleStore())


@pytest.mark.parametrize("name", questions(BusExam))
def test_a_bus_that_does_nothing_fails_every_question(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that it passes would prove nothing."""
    monkeypatch.setattr("services.chassis.testing.bus_bench.PATIENCE", 0.01)
    with pytest.raises((AssertionError, LookupError, ValueError, pytest.fail.Exception)):
        questions(BusExam)[name](BusExam(), IdleBus())


@pytest.mark.parametrize(("real", "twin"), [(Store, MemoryStore), (Link, MemoryLink), (Publisher, MemoryPublisher)])
def test_a_twin_has_the_methods_of_the_real_one(real: type, twin: type) -> None:
    """The same names with the same parameters, and no others; how one is opened is its own affair."""
    assert _signatures(twin) == _signatures(real)


def _signatures(cls: type) -> dict[str, list[str]]:
    names = [name for name, _ in inspect.getmembers(cls, inspect.isfunction) if not name.startswith("_")]
    methods = {name: inspect.getattr_static(cls, name) for name in names}
    return {name: list(inspect.signature(one).parameters) for name, one in methods.items() if inspect.isfunction(one)}


LAZY = """
import pytest
from services.chassis.testing.store_exam import StoreExam

class TestLazyStore(StoreExam):
    @pytest.fixture
    def store(self):
        pytest.skip("no store here")
"""


def test_a_skipped_question_counts_as_failed(tmp_path: Path) -> None:
    """No fixture gets a candidate out of it."""
    lazy = tmp_path / "test_lazy.py"
    lazy.write_text(LAZY)
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "tests.chassis.conftest", str(lazy)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert f"{len(questions(StoreExam))} errors in" in run.stdout

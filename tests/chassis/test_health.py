"""Probes and scrapes."""

import json
import threading
import urllib.request
from collections.abc import Callable

import pytest

from services.chassis.errors import CannotStart
from services.chassis.health import Health
from services.chassis.metrics import Metrics, province_label


@pytest.fixture
def health() -> Health:
    """Of a teahouse."""
    return Health(Metrics("teahouse"))


def test_alive_is_not_yet_ready(health: Health) -> None:
    """A service without its broker must get no traffic, but need not be killed."""
    health.checks["inbox"] = lambda: "not connected to the broker"
    health.checks["store"] = lambda: None

    assert health.answer("/live")[0] == "200 OK"
    status, kind, body = health.answer("/ready")
    assert (status, kind) == ("503 Service Unavailable", "application/json")
    assert json.loads(body) == {"ready": False, "faults": {"inbox": "not connected to the broker"}}


def test_ready_is_when_nothing_is_wrong(health: Health) -> None:
    """Every check is asked each time."""
    faults: list[str | None] = ["not yet", None]
    health.checks["store"] = lambda: faults.pop(0)

    assert [health.answer("/ready")[0] for _ in range(2)] == ["503 Service Unavailable", "200 OK"]


def test_the_port_answers_many_at_once(health: Health) -> None:
    """A slow check holds up neither the next probe nor the scrape."""
    asked, answered = threading.Event(), threading.Event()

    def slow() -> None:
        asked.set()
        assert answered.wait(10)

    health.checks["store"] = slow
    port = health.serve("127.0.0.1", 0)
    probing = threading.Thread(target=_get, args=(port, "/ready"))
    probing.start()
    assert asked.wait(10)

    assert b"live" in _get(port, "/live")
    assert b"tongban_messages_total" in _get(port, "/metrics")
    answered.set()
    probing.join(10)


def _get(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        return bytes(response.read())


def test_a_port_that_is_taken_is_told_in_one_line(health: Health) -> None:
    """With what to do."""
    port = health.serve("127.0.0.1", 0)

    with pytest.raises(CannotStart, match=rf"port {port} on 127\.0\.0\.1: .*Set HTTP_PORT to a free one\."):
        Health(Metrics("teahouse")).serve("127.0.0.1", port)


@pytest.mark.parametrize("province", ["530000", "110000", "000000", "820000"])
def test_a_province_is_its_own_label(province: str) -> None:
    """Those of GB/T 2260, and the nation."""
    assert province_label(province) == province


@pytest.mark.parametrize("made_up", ["990000", "530001", "530100", "", "530000; DROP", "５３0000", "inbox", "53" * 100])
def test_whatever_else_is_called_a_province_is_one_label(made_up: str) -> None:
    """So that nobody outside can flood the figures."""
    assert province_label(made_up) == "other"


def test_figures_are_counted_by_what_became_of_messages() -> None:
    """Alike ones together, with names in Prometheus' manner."""
    metrics = Metrics("teahouse")
    metrics.handled([("a.b.v1", "530000", "done")] * 3 + [("a.b.v1", f"{number}", "park") for number in range(100)])
    metrics.batch("teahouse.inbox", 200, 0.1)
    metrics.paused("teahouse.inbox")
    lines = metrics.exposition().decode().splitlines()

    def value(find: Callable[[str], bool]) -> list[str]:
        return [line.rpartition(" ")[2] for line in lines if find(line)]

    assert value(lambda line: "messages_total{" in line and '"done"' in line) == ["3.0"]
    assert value(lambda line: "messages_total{" in line and '"other"' in line) == ["100.0"]
    assert value(lambda line: 'batch_messages_bucket{le="200.0"' in line) == ["1.0"]
    assert value(lambda line: "batch_seconds_sum{" in line) == ["0.1"]
    assert value(lambda line: "pauses_total{" in line) == ["1.0"]

"""The portal's two processes, started as they are started everywhere: from the bus to the reader, and back."""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from services.chassis import topology
from services.chassis.bus import Outgoing
from services.chassis.envelope import Message, render
from services.chassis.publisher import Publisher
from services.chassis.store import Store
from services.portal.api.case_ids import CaseIds
from tests.portal import catalogue
from tests.portal.conftest import Hear, Inbox
from tests.portal.stories import CASE, STORIES

ROOT = Path(__file__).parents[2]
RSS_LIMIT = 90 * 1024 * 1024
WITHIN = 30.0
"""Seconds for a process to be ready on a busy machine."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process of the portal, ready at its address."""

    process: psutil.Popen
    address: str

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Ask it."""
        return httpx.get(self.address + path, headers=headers, trust_env=False)


Start = Callable[[str], Running]


@pytest.fixture
def start(environ: Mapping[str, str], store: Store) -> Iterator[Start]:
    """Starts a module; what still runs at the end of the test is asked to end, and does so cleanly."""
    running = list[Running]()

    def started(module: str) -> Running:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {**os.environ, **environ, "HTTP_PORT": str(port), "PYTHONPATH": str(ROOT)}
        process = psutil.Popen([sys.executable, "-W", "ignore", "-m", module], env=environment, cwd=ROOT)
        running.append(Running(process, f"http://127.0.0.1:{port}"))
        _until(lambda: _ready(running[-1]), f"{module} is not ready")
        return running[-1]

    yield started
    left = [one.process for one in running if one.process.poll() is None]
    for process in left:
        process.terminate()
    assert [process.wait(timeout=15) for process in left] == [0] * len(left)


def _ready(running: Running) -> bool:
    try:
        return running.get("/ready").status_code == 200
    except httpx.TransportError:
        return False


def _until(true: Callable[[], object], otherwise: str) -> None:
    end = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


def say(uri: str, events: list[Message]) -> None:
    """Publish events as their services do."""
    publisher = Publisher(uri)
    publisher.publish(
        [
            Outgoing(*topology.address("event", event.type, event.province), render(event), event.id, mandatory=False)
            for event in events
        ]
    )
    publisher.close()


def test_what_is_said_on_the_bus_is_shown_to_the_reader(environ: dict[str, str], start: Start) -> None:
    """Events, doubled and in no order, become the view that the API shows; the API stays small."""
    start("services.portal")
    story = STORIES["delivered at the second try"]
    say(environ["AMQP_URI"], [*reversed(story), *story])
    code = {"X-Access-Code": CaseIds(environ["PORTAL_ACCESS_KEY"]).access_code(CASE)}
    api = start("services.portal.api")

    def view() -> Any:
        return api.get(f"/cases/{CASE}", code).json()

    _until(lambda: len(view()["timeline"]) == len(story), "the view is not complete")

    assert (view()["stage"], view()["rating"]) == ("closed", 1)
    times = [entry["at"] for entry in view()["timeline"]]
    assert times == sorted(times)
    assert api.process.memory_info().rss < RSS_LIMIT


def test_an_application_taken_in_survives_the_process(
    start: Start, inbox: Callable[[str], Inbox], application: dict[str, Any], hear: Hear
) -> None:
    """After 202 the command is with the broker, even if the API is killed in the same moment."""
    cases = inbox("cases")
    hear([catalogue.published(catalogue.GUIDE)])
    api = start("services.portal.api")

    case = httpx.post(f"{api.address}/cases", json=application, trust_env=False).json()["case"]
    api.process.kill()
    api.process.wait()

    assert cases.received()[0].subject == case

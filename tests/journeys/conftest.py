"""One town for all journeys of a run: a private machine under a temporary folder, stopped at the end."""

import shutil
from collections.abc import Iterator

import pytest

from deploy.local.probe import is_ready, wait_until
from deploy.local.processes import Program
from deploy.local.suite import services
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.town import Town
from tests.journeys.window import Window

SILENCE_DAYS = 2 / 86_400
"""Two seconds."""


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A machine on which everything runs; nothing of it is left behind."""
    folder = tmp_path_factory.mktemp("town")
    town = Town(folder)
    try:
        town.tongban("up")
        yield town
    finally:
        town.tongban("down")
        assert not any(town.pids().values())
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def ear(town: Town) -> Iterator[Ear]:
    """What is said on the town's bus."""
    ear = Ear(town.machine.amqp_uri)
    yield ear
    ear.close()


@pytest.fixture(scope="session")
def window(town: Town) -> Iterator[Window]:
    """The town's portal."""
    window = Window(town)
    yield window
    window.http.close()


@pytest.fixture(scope="module")
def desk(town: Town) -> Iterator[Desk]:
    """A place at the town's bus."""
    desk = Desk(town)
    yield desk
    desk.close()


@pytest.fixture
def silent_clerk(town: Town) -> Iterator[None]:
    """The time that a clerk has to examine is a few seconds, for as long as the test lasts."""
    machine = town.machine
    part = next(one for one in services(machine) if one.name == "cases")
    machine.processes.stop(["cases"])
    hasty = {**part.program.environment, "CASES_EXAMINATION_DAYS": str(SILENCE_DAYS)}
    machine.processes.start(Program("cases", part.program.command, hasty))
    assert wait_until(lambda: is_ready(part.port), 30)
    yield
    machine.processes.stop(["cases"])
    town.tongban("up")

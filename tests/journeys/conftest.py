"""One town for all journeys of a run: a private machine under a temporary folder, stopped at the end."""

import shutil
from collections.abc import Iterator

import pytest

from deploy.local.home import CHECKOUT
from deploy.local.staff import make_staff
from tests.journeys.citizens import People
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.shelf import Shelf
from tests.journeys.town import Town
from tests.journeys.window import Window

NATIONS_LEVELS = CHECKOUT / "services" / "identity" / "levels.json"


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


@pytest.fixture(scope="module")
def people(window: Window, desk: Desk) -> People:
    """Who has an account."""
    return People(window, desk)


@pytest.fixture(scope="module")
def nations_levels(town: Town) -> Iterator[None]:
    """identity goes by the nation's levels (实名等级), by which the register alone is less sure than on one machine."""
    with town.retold("identity", IDENTITY_LEVELS=str(NATIONS_LEVELS)):
        yield


@pytest.fixture(scope="module")
def both_hats(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The login of somebody who, by the operators' list, is clerk and officer in one."""
    listed, login = make_staff(town.machine).read_text(), "530000-both"
    clerk = listed.partition('- login: "530000-clerk"')[2].partition("- login")[0]
    entry = clerk.replace("roles: [clerk]", "roles: [clerk, officer]")
    staff = tmp_path_factory.mktemp("office") / "staff.yaml"
    staff.write_text(f'{listed}- login: "{login}"{entry}')
    with town.retold("identity", IDENTITY_STAFF=str(staff)):
        yield login


@pytest.fixture(scope="module")
def shelf(window: Window, desk: Desk) -> Iterator[Shelf]:
    """Items (事项) that the tests of a file invent; retired afterwards, so that nobody else is offered them."""
    shelf = Shelf(window, desk)
    yield shelf
    shelf.retire()


@pytest.fixture
def retold(town: Town, request: pytest.FixtureRequest) -> Iterator[None]:
    """A service runs with other settings for as long as the test lasts; the parameter is its name and the settings."""
    name, settings = request.param
    with town.retold(name, **settings):
        yield

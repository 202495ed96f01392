"""One town for all journeys of a run: a private machine under a temporary folder, stopped at the end."""

import shutil
from collections.abc import Iterator

import pytest

from tests.journeys.town import Town


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

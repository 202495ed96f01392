"""`tongban verify` reads what the stores hold and believes none of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.local.trouble import Trouble
from services.cases.service import DEFINITION
from services.chassis.store import Store
from tests.cases.scenarios import SCENARIOS
from tests.local.stored import kept

SERVICE = "cases_990000"
"""A province that there is not: whatever else is in the store of this run is nobody's business."""


@pytest.fixture
def store(tmp_path: Path, store_uri: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of cases after one course, on a machine where nothing runs."""
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path))
    monkeypatch.setenv("MONGODB_URI", store_uri)
    with kept(store_uri, SERVICE, DEFINITION, SCENARIOS["sent twice"]) as store:
        yield store


def verify(*arguments: str) -> Result:
    """What it says of this service."""
    return CliRunner().invoke(app, ["verify", "--service", SERVICE, *arguments])


def row(told: Result) -> list[str]:
    """The line of the table."""
    lines = [line.replace("│", " ").split() for line in told.output.splitlines()]
    return next(line for line in lines if line[:1] == [SERVICE])


def altered(store: Store) -> str:
    """Change one commit by hand, as somebody with access to the store could; returns which."""
    commit = store.database["commits"].find_one({"version": 3})
    assert commit is not None
    store.database["commits"].update_one({"_id": commit["_id"]}, {"$set": {"at": "2020-01-01T00:00:00.000Z"}})
    return str(commit["_id"])


def test_a_store_as_the_service_left_it_is_well(store: Store) -> None:
    """Every commit is counted, nothing is said against any, and the exit code is 0."""
    count = store.database["commits"].count_documents({})
    told = verify()
    assert told.exit_code == 0
    assert row(told) == [SERVICE, str(count), "0", "0"]


def test_a_commit_changed_by_hand_is_named(store: Store) -> None:
    """Its hash no longer follows from its content."""
    changed = altered(store)
    told = verify()
    assert told.exit_code == 1
    assert f"{changed}: was changed after it was written" in told.output


def test_a_commit_changed_and_sealed_anew_breaks_the_chain(store: Store) -> None:
    """Whoever computes the hash again betrays himself at the next commit."""
    commits = store.database["commits"]
    first, second = commits.find().sort("version", 1).limit(2)
    commits.update_one({"_id": first["_id"]}, {"$set": {"hash": "0" * 64}})
    told = verify()
    assert told.exit_code == 1
    assert f"{second['_id']}: does not follow from the commit before it" in told.output


def test_a_commit_that_is_gone_is_missed(store: Store) -> None:
    """Versions have no gaps."""
    commits = store.database["commits"]
    commits.delete_one({"version": 2})
    told = verify()
    assert told.exit_code == 1
    assert "version 2 is missing" in told.output


def test_what_is_not_sent_is_said(store: Store) -> None:
    """A commit with a message that no queue takes."""
    store.put_unsent(["case-1@1"], 1)
    told = verify()
    assert told.exit_code == 1
    assert row(told)[2:] == ["0", "1"]


def test_a_service_without_a_store_is_a_mistake(store: Store, store_uri: str) -> None:
    """It is said, and none is made for it."""
    before = Store.databases(store_uri)
    told = CliRunner().invoke(app, ["verify", "--service", "nobody"])
    assert isinstance(told.exception, Trouble)
    assert SERVICE in str(told.exception)
    assert Store.databases(store_uri) == before

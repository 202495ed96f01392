"""`tongban verify` follows the ledger of every use of a seal."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from services.seals.service import DEFINITION
from tests.local.stored import kept
from tests.seals.samples import SEAL, SIGNED, SIGNED_AGAIN

SERVICE = "seals_990000"


def verified(tmp_path: Path, store_uri: str, monkeypatch: pytest.MonkeyPatch, story: Sequence[Any]) -> Result:
    """What is said of a store in which this has happened."""
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path))
    monkeypatch.setenv("MONGODB_URI", store_uri)
    with kept(store_uri, SERVICE, DEFINITION, story):
        return CliRunner().invoke(app, ["verify", "--service", SERVICE])


def test_a_ledger_as_the_device_wrote_it_is_well(
    tmp_path: Path, store_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sealing, and a second signature that a crash had made."""
    assert verified(tmp_path, store_uri, monkeypatch, (SEAL, SIGNED, SIGNED_AGAIN)).exit_code == 0


def test_a_use_that_is_not_what_was_signed_shows(
    tmp_path: Path, store_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every commit is well formed and chained; the ledger still knows that another document was signed."""
    told = verified(tmp_path, store_uri, monkeypatch, (SEAL, replace(SIGNED, digest="f" * 64)))
    assert told.exit_code == 1
    assert "its use of the seal was changed" in told.output

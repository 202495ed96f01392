"""What `tongban status` says, also where there is nothing to see."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.local.suite import BESIDE, SERVICES, STAND_INS


def test_a_machine_that_is_down_is_shown_process_by_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither broker nor store is needed to see that nothing runs."""
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("AMQP_URI", "MONGODB_URI"):
        monkeypatch.delenv(name, raising=False)
    shown = CliRunner().invoke(app, ["status"], catch_exceptions=False).output

    assert "no broker answers at 127.0.0.1:" in shown
    for name in ("rabbitmq", "store", *STAND_INS, *SERVICES, *BESIDE):
        assert any(line.split()[:4] == [name, "-", "not", "running"] for line in shown.splitlines())


def test_a_running_broker_and_its_queues_are_shown(
    tmp_path: Path, amqp_uri: str, store_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that never started has no queues, which is shown as a dash and not as nought."""
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("AMQP_URI", amqp_uri)
    monkeypatch.setenv("MONGODB_URI", store_uri)
    shown = CliRunner().invoke(app, ["status"], catch_exceptions=False).output

    assert ["seals", "-", "not", "running", "-", "-", "-", "0"] in [line.split() for line in shown.splitlines()]

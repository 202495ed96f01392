"""Setting up follows what the machine already knows about packages."""

from pathlib import Path

import pytest

from deploy.local.install import package_settings


@pytest.fixture(autouse=True)
def _no_other_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A terminal that says nothing about packages."""
    for name in (
        "PIP_INDEX_URL",
        "PIP_EXTRA_INDEX_URL",
        "PIP_CERT",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "UV_DEFAULT_INDEX",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))


def test_uv_is_told_what_pip_is_configured_with(tmp_path: Path) -> None:
    """uv does not read pip's configuration: a machine with a mirror and its own certificates would fail without."""
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://mirror.example/simple\ncert = /etc/own.pem\n")
    told = package_settings()

    assert "https://mirror.example/simple" == told["UV_DEFAULT_INDEX"]
    assert "/etc/own.pem" == told["SSL_CERT_FILE"]


def test_what_the_terminal_says_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip's variables go before its files, and uv's own before both."""
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://mirror.example/simple\n")
    monkeypatch.setenv("PIP_INDEX_URL", "https://nearer.example/simple")

    assert "https://nearer.example/simple" == package_settings()["UV_DEFAULT_INDEX"]
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert "UV_DEFAULT_INDEX" not in package_settings()

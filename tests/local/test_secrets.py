"""Secrets are made once, kept, and nobody else's to read."""

import stat
from pathlib import Path

import pytest

from deploy.local.secrets import Secrets


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    """A machine without secrets."""
    return Secrets(tmp_path / "secrets")


def test_a_secret_is_kept(secrets: Secrets) -> None:
    """The same secret comes back to whoever asks later."""
    assert secrets.text("channel-callback") == Secrets(secrets.folder).text("channel-callback")


def test_secrets_differ_by_name(secrets: Secrets) -> None:
    """Who knows the channel's secret does not know the carrier's."""
    assert secrets.text("channel-callback") != secrets.text("carrier-callback")


def test_only_the_owner_reads_them(secrets: Secrets) -> None:
    """Neither the group nor others may read a secret or list the folder."""
    secrets.text("channel-callback")

    for place in (secrets.folder, secrets.folder / "channel-callback"):
        assert 0 == stat.S_IMODE(place.stat().st_mode) & 0o077

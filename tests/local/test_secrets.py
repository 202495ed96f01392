"""Secrets are made once, kept, and nobody else's to read."""

import stat
from pathlib import Path

import pytest

from deploy.local.secrets import Secrets
from services.chassis.sealed import seal, unseal


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
    pair = secrets.key_pair("identity")

    for place in (secrets.folder, secrets.folder / "channel-callback", pair.private):
        assert 0 == stat.S_IMODE(place.stat().st_mode) & 0o077


def test_what_one_key_of_a_kept_pair_seals_the_other_opens(secrets: Secrets) -> None:
    """A key pair fits together, also when it is fetched a second time."""
    sealed = seal(secrets.key_pair("identity").public.read_text(), {"name": "李雷"})

    assert {"name": "李雷"} == unseal(secrets.key_pair("identity").private.read_text(), sealed)


def test_half_a_pair_is_made_anew(secrets: Secrets) -> None:
    """If the private key was lost, the public one is replaced with it: they always fit."""
    secrets.key_pair("identity").private.unlink()
    pair = secrets.key_pair("identity")

    assert {"a": 1} == unseal(pair.private.read_text(), seal(pair.public.read_text(), {"a": 1}))

"""The keys that sign, and the secrets of clients that have one."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from services.chassis import clock
from services.chassis.errors import SettingMissing
from services.chassis.sealed import new_key_pair
from services.identity.sso import clients
from services.identity.sso.keys import Keys


def test_a_program_with_a_secret_must_show_it(tmp_path: Path) -> None:
    """And one without has none to show."""
    file = tmp_path / "clients.json"
    digest = hashlib.sha256(b"a secret").hexdigest()
    file.write_text(f'[{{"client_id": "a", "name": {{}}, "redirect_uris": [], "secret_sha256": "{digest}"}}]')
    client = clients.read(file)["a"]

    assert client.check_client_secret("a secret")
    assert not client.check_client_secret("another")
    assert not client.check_endpoint_auth_method("none", "token")
    assert client.check_endpoint_auth_method("client_secret_basic", "token")


def test_keys_change_without_anybody_noticing(tmp_path: Path) -> None:
    """The next key is published before it signs, the last one while its tokens live; each shows its days left."""
    today = clock.now().date()
    for days in (-80, -1, 5):
        (tmp_path / f"{(today + timedelta(days=days)).isoformat()}.pem").write_text(new_key_pair()[0])
    told = Keys.load(tmp_path, 90).told()

    assert [(one["days_left"], one["signs"]) for one in told] == [(10, False), (89, True), (95, False)]
    assert [one["kid"] for one in told] == [key["kid"] for key in Keys.load(tmp_path, 90).public()["keys"]]
    assert all("d" not in key for key in Keys.load(tmp_path, 90).public()["keys"])


def test_a_folder_without_a_key_for_today_stops_the_start(tmp_path: Path) -> None:
    """Tomorrow's does not sign today."""
    with pytest.raises(SettingMissing, match="no key that may sign today"):
        Keys.load(tmp_path, 90)
    (tmp_path / f"{clock.now().date().isoformat()}.pem").write_text(new_key_pair()[1])
    with pytest.raises(SettingMissing, match="private key"):
        Keys.load(tmp_path, 90)

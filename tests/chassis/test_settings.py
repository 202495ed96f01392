"""A service refuses to start on what is missing, and says all of it at once."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from services.chassis.errors import SettingMissing
from services.chassis.settings import Common, read


@dataclass(frozen=True, slots=True)
class Kettle:
    """Every kind of setting, with and without a default."""

    url: str
    keys_dir: Path
    litres: int
    warmth: float = 0.5
    whistles: bool = False
    name: str = "铜壶"


FULL = {
    "TEAHOUSE_URL": "http://kettle.example",
    "TEAHOUSE_KEYS_DIR": "/run/keys",
    "TEAHOUSE_LITRES": "3",
    "TEAHOUSE_WARMTH": "0.75",
    "TEAHOUSE_WHISTLES": "True",
    "LITRES": "99",
}


def test_settings_are_read_by_prefix_and_name_and_kind() -> None:
    """What is not said has its default; what bears no prefix is somebody else's."""
    kettle = read(Kettle, FULL, "teahouse")

    assert kettle == Kettle("http://kettle.example", Path("/run/keys"), 3, 0.75, whistles=True)


def test_everything_that_is_missing_or_wrong_is_named_at_once() -> None:
    """Nobody should have to start a service five times to learn five things."""
    wrong = {"TEAHOUSE_LITRES": "three", "TEAHOUSE_WARMTH": "warm", "TEAHOUSE_WHISTLES": "maybe"}

    with pytest.raises(SettingMissing) as refused:
        read(Kettle, wrong, "teahouse")

    told = str(refused.value)
    for fault in (
        "TEAHOUSE_URL is not set",
        "TEAHOUSE_KEYS_DIR is not set",
        "TEAHOUSE_LITRES must be int, not 'three'",
        "TEAHOUSE_WARMTH must be float, not 'warm'",
        "TEAHOUSE_WHISTLES must be bool, not 'maybe'",
        f"{Kettle.__module__}.Kettle",
    ):
        assert fault in told
    assert "\n" not in told


def test_what_is_common_to_all_has_no_prefix() -> None:
    """And sensible defaults: only bus and store must be said."""
    common = read(Common, {"AMQP_URI": "amqp://bus", "MONGODB_URI": "mongodb://store", "BATCH": "50"})

    assert (common.amqp_uri, common.mongodb_uri, common.batch) == ("amqp://bus", "mongodb://store", 50)
    assert (common.contracts_dir / "envelope.v1.json").exists()
    with pytest.raises(SettingMissing, match="AMQP_URI is not set; MONGODB_URI is not set"):
        read(Common, {})

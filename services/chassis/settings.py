"""From the environment to frozen dataclasses; a service refuses to start on what is missing, naming all of it."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from services.chassis.errors import SettingMissing

T = TypeVar("T")

_PARSERS: dict[type, Any] = {
    str: str,
    int: int,
    float: float,
    Path: Path,
    bool: lambda text: {"true": True, "false": False}[text.lower()],
}


CONTRACTS = Path(__file__).parents[2] / "contracts"


@dataclass(frozen=True, slots=True)
class Bus:
    """What it takes to lay out the bus."""

    amqp_uri: str
    contracts_dir: Path = CONTRACTS


@dataclass(frozen=True, slots=True)
class Common:
    """What every service is told, whatever it does. Read from the environment without a prefix.

    amqp_uri, mongodb_uri: where bus and store are. http_port: for /live, /ready and /metrics.
    province: six digits where it stands in for one province.
    batch: messages at most a batch. linger_ms: how long a batch waits for company.
    """

    amqp_uri: str
    mongodb_uri: str
    http_port: int = 0
    http_host: str = "127.0.0.1"
    province: str = ""
    database_prefix: str = "tongban"
    batch: int = 200
    linger_ms: int = 1
    log_level: str = "INFO"
    contracts_dir: Path = CONTRACTS

    def database(self, capability: str) -> str:
        """The name of a service's own database; a province's instance has its own."""
        return "_".join(part for part in (self.database_prefix, capability, self.province) if part)


def read(into: type[T], environ: Mapping[str, str], prefix: str = "") -> T:
    """Fill a dataclass: field `channel_url` of payments is PAYMENTS_CHANNEL_URL. Raises SettingMissing."""
    kinds, values, faults = get_type_hints(into), dict[str, Any](), list[str]()
    for field in fields(into):  # type: ignore[arg-type]
        name = f"{prefix}_{field.name}".lstrip("_").upper()
        if name in environ:
            values[field.name] = _parse(name, environ[name], kinds[field.name], faults)
        elif field.default is MISSING and field.default_factory is MISSING:
            faults.append(f"{name} is not set")
    if faults:
        raise SettingMissing(f"cannot start: {'; '.join(faults)}. Meanings: {into.__module__}.{into.__name__}.")
    return into(**values)


def _parse(name: str, text: str, kind: type, faults: list[str]) -> Any:
    try:
        return _PARSERS[kind](text)
    except (ValueError, KeyError):
        faults.append(f"{name} must be {kind.__name__}, not {text!r}")
        return None

"""What a stand-in is told by its environment, refused in one line when it cannot be right."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SHORTEST_SECRET = 16
"""Characters; a shorter one could be guessed."""


class WrongSetting(Exception):
    """One line: which setting, what it is, what it must be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one stand-in; seconds where it says so.

    port: PORT, on loopback unless HOST says otherwise.
    pace_seconds: PACE_SECONDS, how long the stand-in takes for a step of its work.
    journal: JOURNAL, the file that lets a restart keep everything; without one a restart forgets.
    callback_secret: CALLBACK_SECRET, shared with the service that is called back.
    retry_seconds: RETRY_SECONDS, the first wait before a callback is tried again; it doubles from there.
    patience_seconds: PATIENCE_SECONDS, after which an unheard callback is given up.
    order_seconds: ORDER_SECONDS, how long an order can be paid unless it says otherwise (channel only).
    public_url: PUBLIC_URL, how payers reach the pay page (channel only).
    door_seconds: DOOR_SECONDS, how long a courier waits at the door for the code (carrier only).
    """

    port: int
    host: str
    pace_seconds: float
    journal: Path | None
    callback_secret: str
    retry_seconds: float
    patience_seconds: float
    order_seconds: float
    public_url: str
    door_seconds: float


def from_environment(environment: Mapping[str, str], *, pace_seconds: float, calls_back: bool) -> Settings:
    """Read the settings of a stand-in with this usual pace; raises WrongSetting for the first that is wrong."""
    port = int(_number(environment, "PORT", None, (1, 65_535)))
    host = environment.get("HOST") or "127.0.0.1"
    return Settings(
        port=port,
        host=host,
        pace_seconds=_number(environment, "PACE_SECONDS", pace_seconds, (0, 86_400)),
        journal=_journal(environment),
        callback_secret=_secret(environment) if calls_back else "",
        retry_seconds=_number(environment, "RETRY_SECONDS", 0.2, (0.01, 60)),
        patience_seconds=_number(environment, "PATIENCE_SECONDS", 3_600, (0, 604_800)),
        order_seconds=_number(environment, "ORDER_SECONDS", 1_800, (0.1, 604_800)),
        public_url=(environment.get("PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
        door_seconds=_number(environment, "DOOR_SECONDS", 60, (0, 86_400)),
    )


def _number(environment: Mapping[str, str], name: str, usual: float | None, bounds: tuple[float, float]) -> float:
    text = environment.get(name) or ("" if usual is None else str(usual))
    least, most = bounds
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise WrongSetting(f"{name} is {text!r}: it must be a number from {least:g} to {most:g}")
    return number


def _secret(environment: Mapping[str, str]) -> str:
    secret = environment.get("CALLBACK_SECRET", "")
    if len(secret) < SHORTEST_SECRET:
        raise WrongSetting(f"CALLBACK_SECRET must have at least {SHORTEST_SECRET} characters")
    return secret


def _journal(environment: Mapping[str, str]) -> Path | None:
    if not (text := environment.get("JOURNAL")):
        return None
    path = Path(text)
    if not path.parent.is_dir():
        raise WrongSetting(f"JOURNAL is {text!r}: the folder {str(path.parent)!r} does not exist")
    return path

"""The only place that asks the time or makes a random id; everywhere else both arrive as data."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now_stamp() -> str:
    """The present moment as it is written into messages and commits."""
    return stamp(now())


def millis(moment: datetime) -> int:
    """Whole milliseconds since 1970: what stores compare, because not every one compares texts like dates rightly."""
    return (moment - _EPOCH) // _MILLISECOND


def millis_after(moment: datetime) -> int:
    """The first millisecond that is not before the moment: who waits for it never comes too early."""
    return -((_EPOCH - moment) // _MILLISECOND)


def now_millis() -> int:
    """The present moment as stores compare it."""
    return millis(now())


def now_nanos() -> int:
    """Nanoseconds since 1970, as spans count them."""
    return time.time_ns()


def new_id() -> str:
    """A random id, for what has no natural one."""
    return uuid4().hex


def elapsed() -> float:
    """Seconds on a clock that never jumps; only differences mean something."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Wait; under the services' green threads others run meanwhile."""
    time.sleep(seconds)

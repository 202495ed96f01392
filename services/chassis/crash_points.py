"""Named moments at which a process can be told to die by its own hand, for fault runs; free when nobody asks.

`TONGBAN_CRASH_AT=after-commit:3` ends the process with SIGKILL when it comes to `after-commit` for the third time.
What is left behind then is what a power failure at that moment would leave.
"""

import os
import signal
from collections.abc import Callable, Mapping

from services.chassis.errors import CannotStart

SETTING = "TONGBAN_CRASH_AT"

POINTS = (
    "after-decide",
    "after-note",
    "after-commit",
    "between-publishes",
    "after-publish",
    "after-outside",
    "before-acknowledge",
)
"""Decided, nothing written; views written; committed, nothing sent; some of it sent; all sent, nothing
noted of it; the outside has done it, its answer not sent on; all done, not acknowledged."""


def read(environ: Mapping[str, str]) -> tuple[str, int]:
    """The point and how often it must be reached; nought when nothing is set. Raises CannotStart."""
    point, _, nth = environ.get(SETTING, "").partition(":")
    if point and (point not in POINTS or not (nth or "1").isdecimal()):
        raise CannotStart(f"{SETTING} must be one of {', '.join(POINTS)}, with a count such as `:3`.")
    return point, int(nth or 1) if point else 0


_point, _left = read(os.environ)


def reached(point: str, halfway: Callable[[], None] | None = None) -> None:
    """The process has come to this point; one that dies here gets halfway through what comes next, if that is said."""
    global _left  # noqa: PLW0603 - one process, one death
    if point != _point:
        return
    _left -= 1
    if _left == 0:
        if halfway is not None:
            halfway()
        os.kill(os.getpid(), signal.SIGKILL)

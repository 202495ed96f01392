"""Runs the ticket machine and looks at its stack every two milliseconds of work; writes folded stacks at the end.

`python -m tests.bench.profile.sampled FILE`. Green threads all run in the one thread that signals interrupt, so
every stack is seen; waiting is not work and is not seen.
"""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

from services.chassis.host import run
from tests.bench.tickets.service import Tickets

EVERY = 0.002


def main() -> None:
    """Serve until told to stop, then write."""
    stacks: Counter[str] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        stacks[";".join(reversed(list(map(_name, _frames(frame)))))] += 1

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        run(Tickets)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        folded = "".join(f"{stack} {count}\n" for stack, count in sorted(stacks.items()))
        Path(sys.argv[1]).write_text(folded)


def _frames(frame: FrameType | None) -> list[FrameType]:
    found = []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


def _name(frame: FrameType) -> str:
    file, code = Path(frame.f_code.co_filename), frame.f_code
    return f"{file.parent.name}/{file.stem}:{code.co_qualname}"


main()

"""Processes that the bench starts, and ends by their id."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.local.home import CHECKOUT

ENDS_WITHIN = 15.0


class Died(Exception):
    """A child ended before it was told to."""


@contextmanager
def child(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program in a session of its own while the block lasts; what it says goes to the log."""
    given = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONWARNINGS": "ignore", **environment}
    with log.open("wb") as said:
        running = subprocess.Popen(
            command, env=given, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield running
    finally:
        _end(running)


def alive(running: "subprocess.Popen[bytes]", log: Path) -> bool:
    """True; raises Died with its last words if it is not."""
    if running.poll() is not None:
        raise Died(f"{running.args!r} ended with {running.returncode}:\n{log.read_text(errors='replace')[-2000:]}")
    return True


def _end(running: "subprocess.Popen[bytes]") -> None:
    """Ask, wait, then kill, the processes included that it has started: its session is its own."""
    running.terminate()
    try:
        running.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()

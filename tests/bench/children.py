"""Processes that the bench starts, and ends by their id; one that was left behind by a killed bench is found again."""

from collections.abc import Iterator
from contextlib import contextmanager

from deploy.local.home import CHECKOUT
from deploy.local.processes import Processes, Program

ENDS_WITHIN = 15.0


class Died(Exception):
    """A child ended before it was told to."""


@contextmanager
def child(processes: Processes, program: Program) -> Iterator[int]:
    """Run a program while the block lasts; gives its process id."""
    settings = {"PYTHONPATH": str(CHECKOUT), "PYTHONWARNINGS": "ignore", **program.environment}
    pid = processes.start(Program(program.name, program.command, settings))
    try:
        yield pid
    finally:
        processes.stop([program.name], ENDS_WITHIN)


def alive(processes: Processes, name: str) -> bool:
    """True; raises Died with its last words if it is not."""
    if processes.find(name) is None:
        raise Died(f"{name} ended:\n{processes.last_words(name)}")
    return True

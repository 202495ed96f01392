"""One lap of one contender: fill, start, measure from the first moment of consuming until the last result."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

from deploy.local.processes import Program
from tests.bench.children import alive, child
from tests.bench.contender import Contender, Lane
from tests.bench.desk import Desk
from tests.bench.ground import Ground

STARTS_WITHIN = 60.0
SLOWEST = 50.0
"""Messages a second; who is slower is not waited for."""


@dataclass(frozen=True, slots=True)
class Lap:
    """What one lap came to. `cpu`: seconds of work by process, the contender's, the broker's and the store's."""

    contender: str
    messages: int
    seconds: float
    cpu: Mapping[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Hops a second."""
        return self.messages / self.seconds


@contextmanager
def entered(ground: Ground, contender: Contender) -> Iterator[Lane]:
    """A virtual host of its own with the contender's queues; afterwards nothing may be left in its inbox."""
    uri = ground.fresh_vhost()
    with Desk(uri) as desk:
        contender.lay_out(desk)
        yield Lane(ground, uri, desk)
        if left := desk.depth(contender.inbox):
            raise AssertionError(f"{contender.name}: {left} messages were not acknowledged")


@dataclass(frozen=True, slots=True)
class Running:
    """A contender at work. `until` waits for something as long as it lives, and returns the moment."""

    pid: int
    until: Callable[[Callable[[], bool], float], float]


@contextmanager
def serving(lane: Lane, contender: Contender) -> Iterator[Running]:
    """The contender's process, from when the broker sees it consume until the block's end."""
    processes, name = lane.ground.processes, contender.name
    with child(processes, Program(name, contender.command, contender.environment(lane))) as pid:

        def until(reached: Callable[[], bool], within: float) -> float:
            return lane.desk.until(lambda: alive(processes, name) and reached(), within, name)

        until(lambda: lane.desk.consumers(contender.inbox) > 0, STARTS_WITHIN)
        yield Running(pid, until)


def lap(ground: Ground, contender: Contender, messages: int) -> Lap:
    """Starting up is not counted: the clock starts when the broker sees a consumer, and stops at the last result."""
    with entered(ground, contender) as lane:
        _fill(lane, contender, messages)
        with serving(lane, contender) as running:
            begun, pids = time.perf_counter(), {"service": running.pid, **ground.pids}
            before = _cpu(pids)
            ended = running.until(lambda: lane.desk.holds(contender.outbox, messages), messages / SLOWEST)
            cpu = {name: seconds - before[name] for name, seconds in _cpu(pids).items()}
    return Lap(contender.name, messages, ended - begun, cpu)


def _fill(lane: Lane, contender: Contender, messages: int) -> None:
    if contender.fill:
        contender.fill(lane, messages)
    else:
        lane.desk.fill(contender.inbox, contender.address, contender.letters(messages))


def _cpu(pids: Mapping[str, int]) -> dict[str, float]:
    """Seconds of CPU that each process has used so far."""
    times = {name: psutil.Process(pid).cpu_times() for name, pid in pids.items()}
    return {name: time.user + time.system for name, time in times.items()}

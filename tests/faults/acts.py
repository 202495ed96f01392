"""How each kind of fault is done and undone. An act returns the moment at which all was restored."""

import asyncio
import resource
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from random import Random

from deploy.local.job.portal import Portal
from deploy.local.suite import Part, url
from services.chassis.crash_points import SETTING
from tests.faults.deck import Card
from tests.faults.feed import Feed
from tests.faults.figures import Figures
from tests.faults.ground import Ground
from tests.faults.keeper import Keeper

REACHED_WITHIN = 90.0
"""Seconds in which a process must come to the point at which it is to die."""

READY_WITHIN = 60.0

BOTH_AWAKE = 5.0
"""Seconds for which one that was given up and the one that took over work side by side."""

SMALLEST_FILE = 4_096
"""Bytes past which no file of a full store may grow."""


class NeverReached(Exception):
    """The process never came to its point: the fault did not happen."""


@dataclass(frozen=True, slots=True)
class Field:
    """What acts work on."""

    ground: Ground
    keeper: Keeper
    figures: Figures
    feed: Feed
    random: Random


async def _killed(field: Field, card: Card) -> float:
    """SIGKILL at whatever moment it is."""
    await asyncio.sleep(card.seconds)
    return await field.keeper.kill(card.target)


async def _crashed(field: Field, card: Card) -> float:
    """SIGKILL by its own hand at a named point."""
    kept, until = field.keeper.of(card.target), time.monotonic() + REACHED_WITHIN
    while time.monotonic() < until:
        await field.keeper.restart(card.target, {SETTING: f"{card.point}:{card.nth}"})
        starts = kept.starts
        while kept.starts == starts and time.monotonic() < until:
            if card.target == "catalogue" or card.point == "after-note":
                await field.feed.publish_item()
            await asyncio.sleep(0.2)
        if kept.starts > starts and kept.ended == -signal.SIGKILL:
            return kept.began
    await field.keeper.restart(card.target)
    raise NeverReached(str(card))


async def _frozen(field: Field, card: Card) -> float:
    """SIGSTOP, and SIGCONT after a while."""
    field.keeper.send(card.target, signal.SIGSTOP)
    await asyncio.sleep(card.seconds)
    field.keeper.send(card.target, signal.SIGCONT)
    return time.monotonic()


async def _slowed(field: Field, card: Card) -> float:
    """Frozen four fifths of the time."""
    until = time.monotonic() + card.seconds
    while time.monotonic() < until:
        field.keeper.send(card.target, signal.SIGSTOP)
        await asyncio.sleep(field.random.uniform(0.1, 0.8))
        field.keeper.send(card.target, signal.SIGCONT)
        await asyncio.sleep(field.random.uniform(0.02, 0.2))
    return time.monotonic()


async def _filled(field: Field, card: Card) -> float:
    """No file of it may grow: every write fails, as on a full disk, and nothing else does."""
    pid = field.keeper.of(card.target).pid
    if pid is None:
        raise NeverReached(str(card))
    usual = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (SMALLEST_FILE, usual[1]))
    await asyncio.sleep(card.seconds)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, usual)
    return time.monotonic()


async def _out_of_memory(field: Field, card: Card) -> float:
    """The broker's memory alarm: it reads nothing more from those who publish."""
    await asyncio.to_thread(field.ground.broker.limit_memory, "1MB")
    await asyncio.sleep(card.seconds)
    await asyncio.to_thread(field.ground.broker.limit_memory)
    return time.monotonic()


async def _rivalled(field: Field, card: Card) -> float:
    """A second process of the service takes from the same queues and writes the same streams; then it is killed."""
    async with _rival_of(field, card.target):
        await asyncio.sleep(card.seconds)
    return time.monotonic()


async def _given_up(field: Field, card: Card) -> float:
    """Frozen until the broker gives its messages to a second process; then it wakes and goes on where it was."""
    field.keeper.send(card.target, signal.SIGSTOP)
    async with _rival_of(field, card.target):
        await asyncio.sleep(card.seconds)
        field.keeper.send(card.target, signal.SIGCONT)
        await asyncio.sleep(BOTH_AWAKE)
    return time.monotonic()


@asynccontextmanager
async def _rival_of(field: Field, service: str) -> AsyncIterator[None]:
    """A second process of a service, killed at the end."""
    rival = _rival(field.ground, next(part for part in field.ground.parts if part.name == service))
    field.keeper.add(rival)
    try:
        await field.figures.gets_ready(rival, READY_WITHIN)
        yield
    finally:
        await field.keeper.remove(rival.name, signal.SIGKILL)


def _rival(ground: Ground, part: Part) -> Part:
    name = f"{part.name}-rival"
    port = ground.bed.ports.of(name)
    return replace(part, name=name, port=port, environment={**part.environment, "HTTP_PORT": str(port)})


def _switched(mode: str) -> "Act":
    async def act(field: Field, card: Card) -> float:
        stand_in = Portal(field.figures.session, url(field.ground.machine, card.target))
        await stand_in.post("/switches", {"mode": mode, "seconds": card.seconds + 60})
        await asyncio.sleep(card.seconds)
        await stand_in.post("/switches", {"mode": "well", "seconds": 0})
        return time.monotonic()

    return act


Act = Callable[[Field, Card], Awaitable[float]]

ACTS: Mapping[str, Act] = {
    "killed": _killed,
    "crashed": _crashed,
    "stuck": _frozen,
    "stuck until given up": _given_up,
    "rivalled": _rivalled,
    "broker killed": _killed,
    "broker out of memory": _out_of_memory,
    "broker frozen": _frozen,
    "store killed": _killed,
    "store slow": _slowed,
    "store frozen": _frozen,
    "store full": _filled,
    "connections cut": _killed,
    "network silent": _frozen,
    "outside silent": _frozen,
    "outside failing": _switched("failing"),
    "outside garbled": _switched("garbled"),
    "outside hangs up": _switched("cut"),
    "outside killed": _killed,
}

"""The supervisor: starts again whatever died, a moment later, as an orchestrator does."""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from signal import SIGCONT, SIGKILL, SIGTERM, Signals

from rich.console import Console

from deploy.local.processes import Processes
from deploy.local.suite import Part
from deploy.local.trouble import Trouble
from tests.faults.ground import LINES, Ground
from tests.faults.waiting import happens

console = Console(stderr=True, highlight=False, soft_wrap=True)

LOOKS_EVERY = 0.1
BACK_OFF = 1.0
"""Seconds between a death and the new start."""

ENDS_WITHIN = 25.0
"""Seconds for a process that is asked to end; then it is killed."""


@dataclass(slots=True)
class Kept:
    """One process that shall run.

    starts, began: how often it was begun, and when last; ended: how the last one ended (minus a signal, or a status).
    once: what the next start alone is told beyond the usual.
    """

    name: str
    launch: Callable[[Mapping[str, str]], object]
    part: Part | None
    pid: int | None
    starts: int = 1
    began: float = field(default_factory=time.monotonic)
    died: float | None = None
    ended: int | None = None
    once: Mapping[str, str] = field(default_factory=dict)


class Keeper:
    """Knows every process of the ground by name; ends what it ends by process id."""

    def __init__(self, ground: Ground) -> None:
        """Takes over what the ground has started."""
        self._processes: Processes = ground.processes
        self._kept: dict[str, Kept] = {}
        self._keep("rabbitmq", lambda _: ground.broker.launch())
        self._keep("store", lambda _: ground.store.launch())
        for name in LINES:
            self._keep(name, partial(_start_line, ground, name))
        for part in ground.parts:
            self.add(part)

    def add(self, part: Part) -> None:
        """Keep a stand-in or a service, and start it if it does not run."""

        def launch(once: Mapping[str, str]) -> None:
            program = part.program
            self._processes.start(replace(program, environment={**program.environment, **once}))

        if self._processes.find(part.name) is None:
            launch({})
        self._keep(part.name, launch, part)

    def _keep(self, name: str, launch: Callable[[Mapping[str, str]], object], part: Part | None = None) -> None:
        self._kept[name] = Kept(name, launch, part, self._processes.find(name))

    def of(self, name: str) -> Kept:
        """What is known of a process."""
        return self._kept[name]

    @property
    def parts(self) -> list[Part]:
        """The stand-ins and services that shall run now."""
        return [kept.part for kept in self._kept.values() if kept.part is not None]

    async def keep(self) -> None:
        """Look after everything until cancelled."""
        while True:
            for kept in list(self._kept.values()):
                self._look_after(kept)
            await asyncio.sleep(LOOKS_EVERY)

    def _look_after(self, kept: Kept) -> None:
        now = time.monotonic()
        if kept.pid is not None and self._processes.find(kept.name) is None:
            kept.ended, kept.pid, kept.died = _reaped(kept.pid), None, now
        if kept.pid is None and now - (kept.died or 0) >= BACK_OFF:
            try:
                self._put_log_by(kept)
                kept.launch(kept.once)
            except Trouble as trouble:
                console.print(f"[yellow]{kept.name} cannot be started yet[/]: {trouble}")
                kept.died = now
                return
            kept.pid, kept.once = self._processes.find(kept.name), {}
            kept.starts, kept.began = kept.starts + 1, time.monotonic()

    def _put_log_by(self, kept: Kept) -> None:
        log = self._processes.log_of(kept.name)
        if log.exists():
            log.rename(log.with_name(f"{kept.name}.{kept.starts}.log"))

    def send(self, name: str, number: Signals) -> None:
        """Send a signal; a process that has ended in the meantime does not mind."""
        if (pid := self._processes.find(name)) is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    async def begun_anew(self, name: str, starts: int, within: float = 60.0) -> float:
        """Wait until it was begun more often than so; returns the moment."""
        kept = self.of(name)
        if not await happens(lambda: kept.starts > starts and kept.pid is not None, within):
            raise TimeoutError(f"{name} was not begun anew within {within:.0f} s")
        return kept.began

    async def kill(self, name: str) -> float:
        """SIGKILL; returns the moment of the new start."""
        starts = self.of(name).starts
        self.send(name, SIGCONT)
        self.send(name, SIGKILL)
        return await self.begun_anew(name, starts)

    async def restart(self, name: str, once: Mapping[str, str] | None = None) -> float:
        """Ask it to end, and start it anew, this time with `once` in its environment; returns the moment."""
        kept = self.of(name)
        starts, kept.once = kept.starts, once or {}
        self.send(name, SIGTERM)
        if not await happens(lambda: kept.starts > starts, ENDS_WITHIN):
            console.print(f"[yellow]{name} did not end within {ENDS_WITHIN:.0f} s and is killed[/]")
            self.send(name, SIGKILL)
        return await self.begun_anew(name, starts)

    async def remove(self, name: str, number: Signals) -> None:
        """End it for good."""
        kept = self._kept.pop(name)
        self.send(name, number)
        if await happens(lambda: self._processes.find(name) is None, ENDS_WITHIN) and kept.pid is not None:
            _reaped(kept.pid)

    def wake_all(self) -> None:
        """Nothing stays frozen."""
        for name in self._kept:
            self.send(name, SIGCONT)


def _start_line(ground: Ground, name: str, _: Mapping[str, str]) -> None:
    ground.processes.start(ground.line(name))


def _reaped(pid: int) -> int:
    """Collect an ended child; how it ended: minus a signal's number, or an exit status."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return 0

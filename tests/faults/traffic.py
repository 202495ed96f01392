"""The main job while everything breaks: citizens apply at an even pace until it is enough, and then finish."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession
from rich.console import Console

from deploy.local.job.citizen import ENDS, Citizen
from deploy.local.job.incidents import Incident
from deploy.local.job.offers import offers
from deploy.local.job.officers import Officers
from deploy.local.job.plan import Application, plan, provinces
from deploy.local.job.population import tell_register
from deploy.local.job.portal import Busy, Portal, Refused
from deploy.local.job.signing_in import Staff
from deploy.local.machine import Machine
from deploy.local.suite import portal_url, url

MOST = 6_000
"""Applications planned; a run stops taking them when its faults are over."""

PATIENCE = 900.0
"""Seconds for which citizens and officers ask again before they give up."""

console = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(slots=True)
class Traffic:
    """Everybody who uses the suite. `steps`: how often a case was seen to come to a further stage.

    given_up: sentences, one for each time somebody was answered what nobody should be answered.
    nearly: nobody begins now who will never pay, because they would keep everybody waiting; enough: nobody begins.
    """

    session: ClientSession
    machine: Machine
    seed: int
    pace: float
    applications: dict[str, Application] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
    given_up: list[str] = field(default_factory=list)
    steps: int = 0
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    nearly: asyncio.Event = field(default_factory=asyncio.Event)
    _planned: list[Application] = field(default_factory=list)
    _stages: dict[str, str] = field(default_factory=dict)
    _begun: int = 0
    _files: dict[str, Application] = field(default_factory=dict)
    _over: dict[int, asyncio.Event] = field(default_factory=dict)

    @property
    def portal(self) -> Portal:
        """The portal, asked with much patience."""
        return Portal(self.session, portal_url(self.machine), PATIENCE)

    @property
    def under_way(self) -> int:
        """How many have applied, or are about to, and have not seen their case end."""
        return self._begun - len(self.ends)

    async def prepare(self) -> None:
        """Plan, and let the register know whom it shall know."""
        self._planned = plan(MOST, await offers(self.portal, [one.code for one in provinces()]), self.seed)
        await tell_register(Portal(self.session, url(self.machine, "register")), self._planned)

    async def flow(self) -> None:
        """Apply at the pace (applications a second) until it is enough; returns when every case has ended."""
        desk = Officers(self.portal, Staff.of(self.machine), self._files)
        officers = asyncio.create_task(self._officers(desk))
        citizens = list[asyncio.Task[None]]()
        for application in self._planned:
            if self.enough.is_set():
                break
            if self.nearly.is_set() and application.incident is Incident.UNPAID:
                continue
            self._begun += 1
            citizens.append(asyncio.create_task(self._citizen(application, desk)))
            await asyncio.sleep(1 / self.pace)
        try:
            await asyncio.gather(*citizens)
        finally:
            for task in (officers, *citizens):
                task.cancel()

    async def _citizen(self, application: Application, desk: Officers) -> None:
        channel, door = url(self.machine, "channel"), url(self.machine, "carrier")
        named = (self.portal, f"faults-{self.seed}", application, self._files, desk)
        citizen = Citizen(*named, channel=channel, door=door)
        if application.holder is not None:
            await self._over.setdefault(application.holder, asyncio.Event()).wait()
        try:
            self.applications[await citizen.apply()] = application
            view = await citizen.see_it_through(self._tell)
        except (Refused, Busy, ClientError, TimeoutError) as error:
            self.given_up.append(f"{citizen.case or 'an application'} ({application.incident.value}): {error!r}")
            return
        finally:
            self._over.setdefault(application.index, asyncio.Event()).set()
        self.ends[citizen.case] = str(view["stage"])

    async def _officers(self, desk: Officers) -> None:
        while True:
            try:
                await desk.work()
            except (Refused, Busy, ClientError, TimeoutError) as error:
                self.given_up.append(f"an officer: {error!r}")
                await asyncio.sleep(1)

    def _tell(self, case: str, stage: str) -> None:
        if self._stages.get(case) != stage:
            self._stages[case] = stage
            self.steps += 1

    def line(self) -> str:
        """How it stands, in one line."""
        return f"{self._begun} applied, {len(self.ends)} ended, {self.under_way} under way"


async def stepped(traffic: Traffic, since: int, within: float) -> bool:
    """Wait until some case has come further than it had then; False when nothing moves, or nobody is under way."""
    until = time.monotonic() + within
    while traffic.steps == since and traffic.under_way:
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.05)
    return True


def still_open(traffic: Traffic) -> list[dict[str, Any]]:
    """The cases that nobody saw the end of."""
    return [
        {"case": case, "incident": one.incident.value, "stage": traffic._stages.get(case, "?")}
        for case, one in traffic.applications.items()
        if traffic.ends.get(case) not in ENDS
    ]

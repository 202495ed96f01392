"""Applications on their way through a town: citizens and officers at its portal, in a thread of their own."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from aiohttp import ClientSession

from deploy.local.job.audit import Findings, audited
from deploy.local.job.citizen import Citizen
from deploy.local.job.incidents import Incident
from deploy.local.job.officers import Officers
from deploy.local.job.people import person
from deploy.local.job.plan import Application, Province
from deploy.local.job.portal import Portal
from deploy.local.job.signing_in import Staff
from deploy.local.suite import portal_url, url
from tests.journeys.town import Town

ENDS_WITHIN = 90.0
"""Seconds for all of them."""

YUNNAN, GUANGDONG = Province("530000", "云南省", 4721), Province("440000", "广东省", 12601)


@dataclass(slots=True)
class Travel:
    """So many applications from each of these provinces, each for an item with a fee and a certificate.

    cases: by number, as soon as it is handed in. stages: how far each has come.
    """

    town: Town
    name: str
    homes: Sequence[Province]
    each: int
    cases: dict[str, Application] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Apply, decide, pay, collect; returns when every case has ended."""
        asyncio.run(asyncio.wait_for(self._run(), ENDS_WITHIN))

    @contextmanager
    def under_way(self) -> Iterator["Future[None]"]:
        """The same while the test does something else; every case has ended when the block is left."""
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(self.run)
            yield running
            running.result()

    def audited(self) -> Findings:
        """What the town's stores, channel and carrier hold of these cases."""
        return asyncio.run(self._audited())

    def of(self, home: Province) -> set[str]:
        """The numbers of one province's cases, without what says that they are cases."""
        return {case.removeprefix("case-") for case, one in self.cases.items() if one.province is home}

    async def _run(self) -> None:
        async with ClientSession() as session:
            portal = Portal(session, portal_url(self.town.machine))
            item = _charged((await portal.get("/items"))["items"])
            applications = [self._application(index, item) for index in range(self.each * len(self.homes))]
            people = [{"number": one.person.number, "name": one.person.name} for one in applications]
            await Portal(session, url(self.town.machine, "register")).post("/population", {"people": people})
            officers = Officers(portal, Staff.of(self.town.machine), self.cases)
            at_work = asyncio.create_task(officers.work())
            await asyncio.gather(*(self._one(portal, application) for application in applications))
            at_work.cancel()

    def _application(self, index: int, item: Mapping[str, Any]) -> Application:
        home = self.homes[index % len(self.homes)]
        somebody = person(home.code, home.name, index, crc32(self.name.encode()))
        return Application(index, home, item, somebody, Incident.NONE, "counter")

    async def _one(self, portal: Portal, application: Application) -> None:
        citizen = Citizen(portal, self.name, application, self.cases, door=url(self.town.machine, "carrier"))
        await citizen.apply()
        await citizen.see_it_through(self.stages.__setitem__)

    async def _audited(self) -> Findings:
        async with ClientSession() as session:
            _, findings = await audited(session, self.town.machine, self.cases)
        return findings


def _charged(items: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """An item that costs something, results in a certificate, and can be collected at the counter."""
    return next(
        item
        for item in items
        if sum(fee["fen"] for fee in item["fees"]) and item.get("certificate") and "counter" in item["delivery"]
    )

"""The officers of all provinces: they take what lies on their desks, decide it, and hand over at the counter."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.local.job.plan import Application, Incident
from deploy.local.job.portal import CONFLICT, Portal, Refused
from deploy.local.job.signing_in import Staff
from deploy.local.staff import CHIEF, login

PAUSE = 0.25
"""Seconds between looks at the desk."""

PAGE = 200
AT_ONCE = 16


@dataclass(slots=True)
class Officers:
    """One officer a province; the supervisor of all of them only looks at all desks at once."""

    portal: Portal
    staff: Staff
    applications: Mapping[str, Application]
    handled: set[tuple[str, str]] = field(default_factory=set)

    async def work(self) -> None:
        """Work through the desks until cancelled."""
        while True:
            looking = await self.staff.header(CHIEF)
            for stage in ("review", "collection"):
                async for cases in self._desk(stage, looking):
                    await self._clear(stage, cases)
            await asyncio.sleep(PAUSE)

    async def _desk(self, stage: str, looking: dict[str, str]) -> AsyncIterator[list[str]]:
        """All that lies on the desks, page by page: what nobody decides must not hide what waits behind it."""
        after = ""
        while True:
            page = await self.portal.get("/officer/cases", looking, stage=stage, limit=str(PAGE), after=after)
            yield [case["case"] for case in page["cases"]]
            if not page["next"]:
                return
            after = page["next"]

    async def _clear(self, stage: str, cases: list[str]) -> None:
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(case: str) -> None:
            async with limit:
                await self._handle(stage, case)

        ours = [case for case in cases if case in self.applications and (stage, case) not in self.handled]
        await asyncio.gather(*map(one, ours))

    async def _handle(self, stage: str, case: str) -> None:
        application = self.applications[case]
        if application.incident is Incident.WITHDRAWN:
            return
        self.handled.add((stage, case))
        token = await self.staff.header(login(application.province.code, "officer"))
        what, body = ("collection", dict[str, Any]()) if stage == "collection" else ("decision", _decision(application))
        try:
            await self.portal.post(f"/officer/cases/{case}/{what}", body, token)
        except Refused as refusal:
            if refusal.status != CONFLICT:
                raise


def _decision(application: Application) -> dict[str, Any]:
    if application.incident is Incident.REFUSED:
        return {"decision": "refuse", "reason": "conditions-not-met", "opinion": "不符合法定条件"}
    return {"decision": "approve", "opinion": "符合法定条件，准予许可"}

"""The staff of all provinces: they examine, review, decide and hand over what lies on their desks."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from deploy.local.job.incidents import Incident, departments
from deploy.local.job.plan import Application
from deploy.local.job.portal import CONFLICT, Portal, Refused
from deploy.local.job.signing_in import Staff
from deploy.local.staff import CHIEF, login

PAUSE = 0.25
"""Seconds between looks at the desk."""

PAGE = 200
AT_ONCE = 16

NO = {"reason": "conditions-not-met", "opinion": "不符合法定条件"}


class Act(NamedTuple):
    """What somebody does about a case: the end of the address, what is sent, and the role of who sends it."""

    what: str
    body: Mapping[str, Any]
    role: str = "officer"


@dataclass(slots=True)
class Officers:
    """An officer and a clerk a province; the supervisor of all of them only looks at all desks at once.

    Who examines an application is not who decides on it (受审分离): the one is the clerk, the other the officer.
    """

    portal: Portal
    staff: Staff
    files: Mapping[str, Application]
    handled: set[tuple[str, str]] = field(default_factory=set)

    async def work(self) -> None:
        """Work through the desks until cancelled."""
        while True:
            looking = await self.staff.header(CHIEF)
            for stage in ("examination", "review", "collection"):
                async for cases in self._desk(stage, looking):
                    await self._clear(stage, cases)
            await asyncio.sleep(PAUSE)

    async def check(self, case: str) -> None:
        """Check a promise (告知承诺) after the case is closed."""
        await self._act(case, Act("commitment-check", {"kept": True, "opinion": "经核查，承诺属实"}))

    async def _desk(self, stage: str, looking: dict[str, str]) -> AsyncIterator[list[dict[str, Any]]]:
        """All that lies on the desks, page by page: what nobody decides must not hide what waits behind it."""
        after = ""
        while True:
            page = await self.portal.get("/officer/cases", looking, stage=stage, limit=str(PAGE), after=after)
            yield page["cases"]
            if not page["next"]:
                return
            after = page["next"]

    async def _clear(self, stage: str, cases: list[dict[str, Any]]) -> None:
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(case: dict[str, Any]) -> None:
            async with limit:
                await self._handle(stage, case)

        await asyncio.gather(*(one(case) for case in cases if case["case"] in self.files))

    async def _handle(self, stage: str, case: dict[str, Any]) -> None:
        application = self.files[case["case"]]
        for act in _due(stage, case["work"] or {}, application):
            await self._act(case["case"], act)

    async def _act(self, case: str, act: Act) -> None:
        """Do it once; where the case has gone on meanwhile, there is nothing left to do."""
        known = case, f"{act.what} {act.body}"
        if known in self.handled:
            return
        self.handled.add(known)
        token = await self.staff.header(login(case.split("-")[1], act.role))
        try:
            await self.portal.post(f"/officer/cases/{case}/{act.what}", act.body, token)
        except Refused as refusal:
            if refusal.status != CONFLICT:
                raise


def _due(stage: str, work: Mapping[str, Any], application: Application) -> Iterator[Act]:
    """What this case needs of the staff now."""
    if application.incident is Incident.WITHDRAWN:
        return
    match stage:
        case "collection":
            yield Act("collection", {})
        case "examination":
            yield _examination(work, application)
        case _:
            yield from _review(work, application)


def _examination(work: Mapping[str, Any], application: Application) -> Act:
    wanted = list(work["missing"])
    if application.incident is Incident.CLERKS_LIST:
        wanted += [one["code"] for one in application.item["materials"] if not one["required"]][:1]
    if wanted:
        asked = {"decision": "supplement", "missing": wanted, "opinion": "请一次性补正所列材料"}
        return Act("examination", asked, "clerk")
    return Act("examination", {"decision": "accept", "opinion": "材料齐全，符合法定形式"}, "clerk")


def _review(work: Mapping[str, Any], application: Application) -> Iterator[Act]:
    """First the special procedure, then the departments, and the decision when all of them have answered."""
    if application.incident is Incident.PROCEDURE and not work["procedures_held"]:
        kind = application.item["procedures"][0]["kind"]
        if work["procedures"]:
            yield Act("procedures/end", {"kind": kind, "result": "结论已归卷"})
        else:
            yield Act("procedures", {"kind": kind, "ground": "依法需要", "days": 1})
        return
    answers = {(one["step"], one["department"]): one["decision"] for one in work["reviews"]}
    for (step, department), decision in answers.items():
        if decision is None:
            said = _said(no=application.incident is Incident.REVIEW_REFUSED)
            yield Act("reviews", {"step": step, "department": department, **said})
    if all(answers.get(asked) for asked in departments(application.item)):
        yield Act("decision", _said(no=application.incident is Incident.REFUSED))


def _said(*, no: bool) -> dict[str, Any]:
    return {"decision": "refuse", **NO} if no else {"decision": "approve", "opinion": "符合法定条件，准予许可"}

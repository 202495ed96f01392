"""Officers: the desk with a province's cases, decisions, and handing over at the counter."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from services.portal.access import EVERYWHERE, Officer
from services.portal.api import moments, rules, showing
from services.portal.api.answers import Accepted, OfficersCase, OfficersCases
from services.portal.api.callers import Case, officers_case, staff
from services.portal.api.case_view import VIEW, find, told
from services.portal.api.cases import accepted
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.models import Decision, Desk
from services.portal.api.moments import Moment
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.sending import Command, about
from services.portal.api.window import Here, Window, said
from services.portal.views import desk

router = APIRouter(prefix="/officer/cases", tags=["officers 工作人员"], route_class=Strictly)

_STAFF = ("sign-in-needed", "role-missing", "other-province", "unavailable")
_ACTS: Responses = {
    **answers(202, Accepted, "On its way"),
    **problems(*_STAFF, "not-found", "unreadable", "wrong-moment", "too-large", "invalid", "unserved"),
}

Anybody = Annotated[Officer, Depends(staff("officer", "clerk", "supervisor"))]
Decider = Annotated[Officer, Depends(staff("officer", "supervisor"))]
Counter = Annotated[Officer, Depends(staff("officer", "clerk"))]


@router.get("", responses={**answers(200, OfficersCases, "A page of cases"), **problems(*_STAFF, "invalid")})
async def list_cases(here: Here, officer: Anybody, asked: Annotated[Desk, Query()]) -> Response:
    """Cases of one stage on the officer's desk, by case number."""
    province = asked.province or officer.province
    if not officer.serves(province):
        raise Problem("other-province")
    where = {"stage": asked.stage} if province == EVERYWHERE else {"desk": desk(province, asked.stage)}
    found = await here.reading.page(VIEW, where, asked.limit, asked.after)
    following = found[-1]["case"] if len(found) == asked.limit else None
    return said({"cases": [showing.on_desk(told(doc)) for doc in found], "next": following})


@router.get("/{case}", responses={**answers(200, OfficersCase, "The case"), **problems(*_STAFF, "not-found")})
async def get_case(here: Here, officer: Anybody, case: str) -> Response:
    """One case of the officer's province."""
    found = await find(here.reading, officers_case(officer, case).id)
    if found is None:
        raise Problem("not-found")
    return said(showing.officers_case(here.contracts.reasons(), found))


@router.post("/{case}/decision", status_code=202, responses=_ACTS)
async def decide(here: Here, officer: Decider, case: str, body: Decision) -> Response:
    """Approve or refuse (准予 / 不予许可)."""
    if body.reason is not None and body.reason not in here.contracts.reasons():
        raise Problem("invalid", (rules.fault("reason", "reason-unknown"),))
    theirs = officers_case(officer, case)
    data = body.model_dump(exclude_none=True)
    return await _act(here, theirs, moments.DECISION, _command("cases.decide-application.v1", theirs, officer, data))


@router.post("/{case}/collection", status_code=202, responses=_ACTS)
async def hand_over(here: Here, officer: Counter, case: str) -> Response:
    """The result was handed over at the counter (窗口领取)."""
    theirs = officers_case(officer, case)
    return await _act(here, theirs, moments.COLLECTION, _command("cases.record-collection.v1", theirs, officer, {}))


def _command(message_type: str, theirs: Case, officer: Officer, data: dict[str, str]) -> Command:
    return Command(message_type, theirs.id, theirs.id, theirs.province, data, about(officer.name, data), officer.name)


async def _act(here: Window, theirs: Case, moment: Moment, command: Command) -> Response:
    found = await find(here.reading, theirs.id)
    if found is None:
        raise Problem("not-found")
    moments.check(here.contracts, moment, found)
    await here.sender.send(command)
    return accepted(theirs.id)

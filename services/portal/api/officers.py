"""Officers: the desk with a province's cases, decisions, and handing over at the counter."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from services.portal.access import EVERYWHERE, Officer
from services.portal.api import claims, moments, readings, rules, showing
from services.portal.api.answers import Accepted
from services.portal.api.callers import Case, officers_case, staff
from services.portal.api.case_view import VIEW, find, told
from services.portal.api.cases import accepted
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.moments import Moment
from services.portal.api.office_answers import OfficersCase, OfficersCases
from services.portal.api.office_models import Decision, Desk
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.sending import Command, about
from services.portal.api.window import Here, Window
from services.portal.api.window import said as answered
from services.portal.views import desk

router = APIRouter(prefix="/officer/cases", tags=["officers 工作人员"], route_class=Strictly)

_STAFF = ("sign-in-needed", "role-missing", "other-province", "unavailable")
ASSIGN = "cases.assign-case.v1"
"""To somebody who had the case before is another assignment, not the same again."""

_ACTS: Responses = {
    **answers(202, Accepted, "On its way"),
    **problems(*_STAFF, "not-found", "unreadable", "wrong-moment", "claimed", "too-large", "invalid", "unserved"),
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
    return answered({"cases": [showing.on_desk(told(doc)) for doc in found], "next": following})


@router.get("/{case}", responses={**answers(200, OfficersCase, "The case"), **problems(*_STAFF, "not-found")})
async def get_case(here: Here, officer: Anybody, case: str) -> Response:
    """One case of the officer's province. Its applicant sees who looked: what cannot be recorded is not shown."""
    theirs = officers_case(officer, case)
    found = await find(here.reading, theirs.id)
    if found is None:
        raise Problem("not-found")
    await readings.record(here, officer, theirs, found)
    return answered(showing.officers_case(here.contracts.reasons(), found))


@router.post("/{case}/decision", status_code=202, responses=_ACTS)
async def decide(here: Here, officer: Decider, case: str, body: Decision) -> Response:
    """Approve or refuse (准予 / 不予许可)."""
    if body.reason is not None and body.reason not in here.contracts.reasons():
        raise Problem("invalid", (rules.fault("reason", "reason-unknown"),))
    decision = ("cases.decide-application.v1", body.model_dump(exclude_none=True))
    return await act(here, officers_case(officer, case), moments.DECISION, officer, decision)


@router.post("/{case}/collection", status_code=202, responses=_ACTS)
async def hand_over(here: Here, officer: Counter, case: str) -> Response:
    """The result was handed over at the counter (窗口领取)."""
    collection = ("cases.record-collection.v1", dict[str, Any]())
    return await act(here, officers_case(officer, case), moments.COLLECTION, officer, collection)


async def act(
    here: Window, theirs: Case, moment: Moment, officer: Officer, said: tuple[str, dict[str, Any]]
) -> Response:
    """Send a command, by type and data, in the officer's name; the same again is one. Raises Problem."""
    found = await find(here.reading, theirs.id)
    if found is None:
        raise Problem("not-found")
    moments.check(here.contracts, moment, found)
    message_type, data = said
    if message_type in claims.GUARDED:
        claims.respect(found, officer)
    again = (found["assignments"],) if message_type == ASSIGN and "assignments" in found else ()
    one = about(officer.name, data, *again)
    await here.sender.send(Command(message_type, theirs.id, theirs.id, theirs.province, data, one, officer.name))
    return accepted(theirs.id)

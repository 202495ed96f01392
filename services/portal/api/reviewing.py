"""Officers between acceptance and decision: answers, special procedures, who has the case; and bad ratings."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from services.portal.access import Officer
from services.portal.api import claims, moments, rules
from services.portal.api.answers import Accepted
from services.portal.api.callers import officers_case, staff
from services.portal.api.case_view import find
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.moments import Moment
from services.portal.api.office_models import Answer, Assignment, Extension, Procedure, ProcedureEnd, Rectification
from services.portal.api.officers import act
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.window import Here, Window

router = APIRouter(prefix="/officer/cases", tags=["officers 工作人员"], route_class=Strictly)

_STAFF = ("sign-in-needed", "role-missing", "other-province", "unavailable")
_ACTS: Responses = {
    **answers(202, Accepted, "On its way"),
    **problems(*_STAFF, "not-found", "unreadable", "wrong-moment", "claimed", "too-large", "invalid", "unserved"),
}

Reviewer = Annotated[Officer, Depends(staff("officer", "supervisor"))]
Head = Annotated[Officer, Depends(staff("supervisor"))]


@router.post("/{case}/reviews", status_code=202, responses=_ACTS)
async def review(here: Here, officer: Reviewer, case: str, body: Answer) -> Response:
    """Answer a step of the review for a department (审查意见)."""
    if body.reason is not None and body.reason not in here.contracts.reasons():
        raise Problem("invalid", (rules.fault("reason", "reason-unknown"),))
    return await _under_review(here, officer, case, "cases.record-review.v1", body.model_dump(exclude_none=True))


@router.post("/{case}/procedures", status_code=202, responses=_ACTS)
async def begin_procedure(here: Here, officer: Reviewer, case: str, body: Procedure) -> Response:
    """Begin a special procedure (特别程序); the limits stand until it ends."""
    return await _under_review(here, officer, case, "cases.begin-procedure.v1", body.model_dump())


@router.post("/{case}/procedures/end", status_code=202, responses=_ACTS)
async def end_procedure(here: Here, officer: Reviewer, case: str, body: ProcedureEnd) -> Response:
    """End a special procedure."""
    return await _under_review(here, officer, case, "cases.end-procedure.v1", body.model_dump())


@router.post("/{case}/extension", status_code=202, responses=_ACTS)
async def extend(here: Here, officer: Head, case: str, body: Extension) -> Response:
    """Add working days to the limits, once (延长); who sends it is who approves it."""
    data = {**body.model_dump(), "approved_by": officer.name}
    return await _under_review(here, officer, case, "cases.extend-limit.v1", data)


@router.post("/{case}/assignment", status_code=202, responses=_ACTS)
async def assign(here: Here, officer: Reviewer, case: str, body: Assignment) -> Response:
    """Give the case to an officer (supervisors: any case), or hand over one's own."""
    claims.respect(await find(here.reading, officers_case(officer, case).id) or {}, officer)
    return await _under_review(here, officer, case, "cases.assign-case.v1", body.model_dump())


@router.post("/{case}/claim", status_code=202, responses=_ACTS)
async def claim(here: Here, officer: Reviewer, case: str) -> Response:
    """Take a case that nobody has (认领). Of two who ask in one moment, the first has it, and the other is told."""
    told = await find(here.reading, officers_case(officer, case).id) or {}
    if told.get("officer") not in (None, officer.name):
        raise Problem("claimed")
    return await _under_review(here, officer, case, "cases.assign-case.v1", {"officer": officer.name, "claim": True})


@router.post("/{case}/rectification", status_code=202, responses=_ACTS)
async def rectify(here: Here, officer: Reviewer, case: str, body: Rectification) -> Response:
    """Tell what was done about a bad rating (差评整改)."""
    return await _send(here, officer, case, moments.RECTIFICATION, ("cases.record-rectification.v1", body.model_dump()))


async def _under_review(here: Window, officer: Officer, case: str, command: str, data: dict[str, Any]) -> Response:
    return await _send(here, officer, case, moments.REVIEW, (command, data))


async def _send(
    here: Window, officer: Officer, case: str, moment: Moment, said: tuple[str, dict[str, Any]]
) -> Response:
    return await act(here, officers_case(officer, case), moment, officer, said)

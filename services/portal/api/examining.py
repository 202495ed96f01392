"""Clerks examine what came in; officers check promises after the decision."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from services.portal.access import Officer
from services.portal.api import moments, rules
from services.portal.api.answers import Accepted
from services.portal.api.callers import officers_case, staff
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.office_models import CommitmentCheck, Examination
from services.portal.api.officers import act
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.window import Here

router = APIRouter(prefix="/officer/cases", tags=["officers 工作人员"], route_class=Strictly)

_STAFF = ("sign-in-needed", "role-missing", "other-province", "unavailable")
_ACTS: Responses = {
    **answers(202, Accepted, "On its way"),
    **problems(*_STAFF, "not-found", "unreadable", "wrong-moment", "too-large", "invalid", "unserved"),
}

Clerk = Annotated[Officer, Depends(staff("clerk"))]
Checker = Annotated[Officer, Depends(staff("officer", "supervisor"))]


@router.post("/{case}/examination", status_code=202, responses=_ACTS)
async def examine(here: Here, clerk: Clerk, case: str, body: Examination) -> Response:
    """Examine an application (审查受理): accept it, ask once for all that is missing, or refuse. Who accepts may not
    decide on it afterwards.
    """
    if body.reason is not None and body.reason not in here.contracts.reasons():
        raise Problem("invalid", (rules.fault("reason", "reason-unknown"),))
    said: dict[str, Any] = {name: value for name, value in body.model_dump(exclude_none=True).items() if value}
    examination = ("cases.examine-application.v1", said)
    return await act(here, officers_case(clerk, case), moments.EXAMINATION, clerk, examination)


@router.post("/{case}/commitment-check", status_code=202, responses=_ACTS)
async def check_commitment(here: Here, officer: Checker, case: str, body: CommitmentCheck) -> Response:
    """Tell whether what was promised (告知承诺) is so; a broken promise takes back what was given on it."""
    check = ("cases.record-commitment-check.v1", body.model_dump())
    return await act(here, officers_case(officer, case), moments.COMMITMENT, officer, check)

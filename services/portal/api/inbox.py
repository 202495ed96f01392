"""The officer's inbox (待办): cases by whose they are and which department they wait for, those due first."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.portal.access import EVERYWHERE, Officer
from services.portal.api import showing
from services.portal.api.case_view import VIEW, Told, told
from services.portal.api.describing import answers, problems
from services.portal.api.inbox_answers import Inbox
from services.portal.api.inbox_models import Asked
from services.portal.api.officers import Anybody
from services.portal.api.problems import Problem
from services.portal.api.window import Here, Window, said
from services.portal.views import desk

router = APIRouter(prefix="/officer/inbox", tags=["officers 工作人员"])

LOOKED_THROUGH = 1_000
"""Cases that one request goes through at most for those that fit; `next` goes on from there."""

STEP = 200

_NOES = ("sign-in-needed", "role-missing", "other-province", "invalid", "unavailable")

Fits = Callable[[Told], bool]


@router.get("", responses={**answers(200, Inbox, "A page of the inbox"), **problems(*_NOES)})
async def inbox(here: Here, officer: Anybody, asked: Annotated[Asked, Query()]) -> Response:
    """Cases that are due first come first, with their flags. `whose=mine`: those the officer has, in any stage."""
    province = asked.province or officer.province
    if not officer.serves(province):
        raise Problem("other-province")
    where, fits = _sought(officer, asked, province)
    found, following = await _look_through(here, where, fits, asked)
    return said({"cases": [showing.in_inbox(case) for case in found], "next": following})


def _sought(officer: Officer, asked: Asked, province: str) -> tuple[Mapping[str, Any], Fits]:
    """One field to search by, and what is looked at beside it."""
    if asked.whose == "mine":
        return {"officer": officer.name}, lambda case: _waits_for(case, asked.department)
    free = asked.whose == "nobodys"
    if asked.department is not None and province != EVERYWHERE:
        return {"asked": province}, lambda case: _waits_for(case, asked.department) and not (free and "officer" in case)
    where = {"stage": asked.stage} if province == EVERYWHERE else {"desk": desk(province, asked.stage)}
    return where, lambda case: _waits_for(case, asked.department) and not (free and "officer" in case)


def _waits_for(case: Told, department: str | None) -> bool:
    reviews = case.get("work", {}).get("reviews") or ()
    return department is None or any(one["department"] == department and one["decision"] is None for one in reviews)


async def _look_through(
    here: Window, where: Mapping[str, Any], fits: Fits, asked: Asked
) -> tuple[list[Told], str | None]:
    found, after, looked = list[Told](), asked.after, 0
    while looked < LOOKED_THROUGH:
        page = await here.reading.page(VIEW, where, STEP, after, "order")
        for document in page:
            after, looked = document["order"], looked + 1
            if fits(case := told(document)):
                found.append(case)
            if len(found) == asked.limit:
                return found, after
        if len(page) < STEP:
            return found, None
    return found, after

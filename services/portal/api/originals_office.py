"""Originals (材料原件) in the authority's hands: what is expected, what has come, and having it brought back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from services.chassis.contracts import Contracts
from services.portal.access import EVERYWHERE, Officer
from services.portal.api import rules
from services.portal.api.answers import Accepted
from services.portal.api.callers import Case, officers_case, staff
from services.portal.api.case_view import Told, find
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.identity_reviews import Queue
from services.portal.api.orders import ORDERS, STAFF, order
from services.portal.api.originals import TO_APPLICANT, carry, elsewhere
from services.portal.api.originals_models import Carriage, Expectations, Unpacked
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.window import Here, Window, said
from services.portal.parcels import APPLICANT

router = APIRouter(prefix="/officer", tags=["officers 工作人员"], route_class=Strictly)

VIEW = "originals"

Desk = Annotated[Officer, Depends(staff("officer", "clerk"))]

_MOMENT: Responses = problems("wrong-moment")


@router.get("/originals", responses={**answers(200, Expectations, "A page"), **problems(*STAFF, "invalid")})
async def list_expected(here: Here, officer: Desk, asked: Annotated[Queue, Query()]) -> Response:
    """Originals that a province's authority expects, by parcel, until it acknowledges them."""
    province = asked.province or officer.province
    if province == EVERYWHERE or not officer.serves(province):
        raise Problem("other-province")
    found = await here.reading.page(VIEW, {"open": province}, asked.limit, asked.after)
    following = found[-1]["parcel"] if len(found) == asked.limit else None
    hidden = ("open", "hands", "to", "proved_by")
    shown = [{name: value for name, value in one.items() if name not in hidden} for one in found]
    return said({"originals": shown, "next": following})


@router.post("/cases/{case}/originals/{parcel}/receipt", status_code=202, responses={**ORDERS, **_MOMENT})
async def acknowledge(here: Here, officer: Desk, case: str, parcel: str, body: Unpacked) -> Response:
    """Say what is in the parcel (签收原件): only this makes originals received, and it is said once."""
    theirs, told = await _opened(here, officer, case)
    one = next((one for one in told.get("originals", ()) if one["parcel"] == parcel), None)
    if one is None:
        raise Problem("not-found")
    there = sorted(set(body.materials))
    _ensure_carried(here.contracts, one, body)
    if one.get("to") == APPLICANT and one["state"] == "returned":
        raise elsewhere(here, told)  # the applicant has them: what was brought back is nobody's to take back
    if one["state"] == "received" and there != sorted(one["materials"]):
        raise elsewhere(here, told)
    sent = ("logistics.acknowledge-originals.v1", parcel, theirs.id, theirs.province)
    return await order(here, officer, sent, {"materials": there})


@router.post(
    "/cases/{case}/originals/return",
    status_code=202,
    responses={**answers(202, Accepted, "On its way"), **problems(*STAFF, "not-found", "unreadable", "too-large")}
    | _MOMENT
    | problems("invalid", "unserved"),
)
async def give_back(here: Here, officer: Desk, case: str, body: Carriage) -> Response:
    """Have originals that the authority holds brought back, to where the applicant wants them; also after the end."""
    _, told = await _opened(here, officer, case)
    if "applicant" not in told:
        raise elsewhere(here, told)
    return await carry(here, told, TO_APPLICANT, body, officer.name)


async def _opened(here: Window, officer: Officer, case: str) -> tuple[Case, Told]:
    theirs = officers_case(officer, case)
    told = await find(here.reading, theirs.id)
    if told is None:
        raise Problem("not-found")
    return theirs, told


def _ensure_carried(contracts: Contracts, one: Told, body: Unpacked) -> None:
    carried, reason = {*one["materials"], *one.get("missing", ())}, contracts.reasons()["originals-unknown"]
    faults = [
        rules.refusal(f"materials[{index}]", reason) for index, code in enumerate(body.materials) if code not in carried
    ]
    if faults:
        raise Problem("invalid", tuple(faults))

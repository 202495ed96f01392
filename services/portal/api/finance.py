"""The finance desk: fees given back, and differences between our books and a channel's statement."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from services.portal.access import EVERYWHERE, Officer
from services.portal.api.callers import staff
from services.portal.api.describing import answers, problems
from services.portal.api.finance_models import Differences, Refund, Settlement
from services.portal.api.orders import ORDERS, STAFF, known_reason, order
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.window import Here, said
from services.portal.views import NATION

router = APIRouter(prefix="/officer", tags=["finance 财务"], route_class=Strictly)

VIEW = "differences"

_PAYMENT = re.compile(r"payment-(?P<province>[0-9]{6})-[0-9A-Z]{20}")

Treasurer = Annotated[Officer, Depends(staff("finance"))]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[str, Query(max_length=256, description="`next` of the page before")]


@router.post("/payments/{payment}/refunds", status_code=202, responses=ORDERS)
async def refund(here: Here, officer: Treasurer, payment: str, body: Refund) -> Response:
    """Give a fee back, line by line or what is left of it (退付). The same refund number is the same refund."""
    found = _PAYMENT.fullmatch(payment)
    if found is None:
        raise Problem("not-found")
    if not officer.serves(found["province"]):
        raise Problem("other-province")
    known_reason(here, body.reason)
    case = f"case{payment.removeprefix('payment')}"
    about_what = ("payments.refund-fee.v1", payment, case, found["province"])
    return await order(here, officer, about_what, body.model_dump(exclude_none=True))


@router.get(
    "/differences", responses={**answers(200, Differences, "A page of differences"), **problems(*STAFF, "invalid")}
)
async def list_differences(here: Here, officer: Treasurer, limit: Limit = 50, after: After = "") -> Response:
    """Open differences of the officer's province; whoever serves all provinces sees the nation's own."""
    place = NATION if officer.province == EVERYWHERE else officer.province
    found = await here.reading.page(VIEW, {"open": place}, limit, after)
    following = f"{found[-1]['statement']}/{found[-1]['difference']}" if len(found) == limit else None
    return said({"differences": found, "next": following})


@router.post("/differences/settlement", status_code=202, responses=ORDERS)
async def settle(here: Here, officer: Treasurer, body: Settlement) -> Response:
    """Say what was done about a difference; it is answered for by who says so."""
    document = await here.reading.find(VIEW, f"{body.statement}/{body.difference}")
    if document is None or "statement" not in document["doc"]:
        raise Problem("not-found")
    place = document["doc"].get("open", NATION)
    if not officer.serves(place):
        raise Problem("other-province")
    data = {"difference": body.difference, "by": officer.name, "note": body.note}
    return await order(here, officer, ("payments.settle-difference.v1", body.statement, body.statement, NATION), data)

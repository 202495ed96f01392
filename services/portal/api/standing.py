"""Seals and certificates in the hands of staff: suspended, restored, revoked; every change has its ground."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import Field

from services.portal.access import Officer
from services.portal.api import certificates
from services.portal.api.callers import staff
from services.portal.api.models import Entry, Opinion
from services.portal.api.orders import ORDERS, known_reason, order
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.window import Here
from services.portal.views import NATION

router = APIRouter(prefix="/officer", tags=["standing 印章证照状态"], route_class=Strictly)

AUTHORITY = re.compile("[0-9A-Z]{18}")

Reason = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,63}$", examples=["seal-under-inquiry"])]
Supervisor = Annotated[Officer, Depends(staff("supervisor"))]
Decider = Annotated[Officer, Depends(staff("officer", "supervisor"))]


class SealChange(Entry):
    """Why; the reason is one of contracts/reasons.json, the ground is in the authority's words."""

    reason: Reason
    ground: Opinion


class StatusChange(Entry):
    """What is done to a certificate (证照操作), and which end is meant where the operation has several."""

    operation: Literal["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"]
    state: Literal["01", "02", "03", "04", "05", "06", "07", "99"] | None = None
    reason: Reason
    ground: Opinion


@router.post("/seals/{authority}/suspension", status_code=202, responses=ORDERS)
async def suspend(here: Here, officer: Supervisor, authority: str, body: SealChange) -> Response:
    """Suspend an authority's seal (冻结): it seals nothing until it is restored."""
    return await _change(here, officer, "seals.suspend-seal.v1", authority, body)


@router.post("/seals/{authority}/restoration", status_code=202, responses=ORDERS)
async def restore(here: Here, officer: Supervisor, authority: str, body: SealChange) -> Response:
    """Restore a suspended seal (解冻)."""
    return await _change(here, officer, "seals.restore-seal.v1", authority, body)


@router.post("/seals/{authority}/revocation", status_code=202, responses=ORDERS)
async def revoke(here: Here, officer: Supervisor, authority: str, body: SealChange) -> Response:
    """Revoke a seal (撤销) for good; what it sealed before stays good with its date."""
    return await _change(here, officer, "seals.revoke-seal.v1", authority, body)


@router.post("/certificates/{identifier}/status", status_code=202, responses=ORDERS)
async def change_status(here: Here, officer: Decider, identifier: str, body: StatusChange) -> Response:
    """Change a certificate's state (暂扣、暂扣发还、注销、撤销、吊销); open cases that rely on it are told."""
    document = await here.reading.find(certificates.VIEW, identifier)
    if document is None or "stream" not in document["doc"]:
        raise Problem("not-found")
    stream = str(document["doc"]["stream"])
    province = stream.split("-")[1]
    if not officer.serves(province):
        raise Problem("other-province")
    known_reason(here, body.reason)
    case = f"case{stream.removeprefix('certificate')}"
    again = len(document["doc"]["history"])
    about_what = ("certificates.change-status.v1", stream, case, province)
    return await order(here, officer, about_what, body.model_dump(exclude_none=True), again)


async def _change(here: Here, officer: Officer, command: str, authority: str, body: SealChange) -> Response:
    document = await here.reading.find(certificates.SEALS, authority) if AUTHORITY.fullmatch(authority) else None
    if document is None:
        raise Problem("not-found")
    if not officer.serves(f"{authority[2:4]}0000"):  # a credit code names the division that registered it
        raise Problem("other-province")
    known_reason(here, body.reason)
    subject, again = f"seal-{authority}", len(document["doc"]["standing"])
    return await order(here, officer, (command, subject, subject, NATION), body.model_dump(), again)

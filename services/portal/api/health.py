"""Whether this process lives, can do its work, and what it has done so far."""

import asyncio
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from services.chassis.errors import Unavailable
from services.chassis.metrics import CONTENT_TYPE
from services.portal.api.answers import Shown
from services.portal.api.describing import answers, problems
from services.portal.api.problems import Problem
from services.portal.api.window import Here, said

router = APIRouter(tags=["health"])

ANSWER_WITHIN = 3.0
"""Seconds; a probe does not wait longer either."""


class Live(Shown):
    """The process answers."""

    live: bool


class Ready(Shown):
    """Requests can be served; what is wrong otherwise is a problem."""

    ready: bool
    faults: Annotated[dict[str, str], Field(examples=[{}])]


_FIGURES = {
    "description": "Figures for Prometheus",
    "content": {"text/plain": {"schema": {"type": "string"}, "example": "requests_total 1.0\n"}},
}


@router.get("/live", responses=answers(200, Live, "It lives"))
async def live() -> Response:
    """The process answers."""
    return said({"live": True})


@router.get("/ready", responses={**answers(200, Ready, "It can serve"), **problems("unavailable")})
async def ready(here: Here) -> Response:
    """Store and broker answer, so requests can be served."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            await here.reading.ping()
            await here.sender.ping()
    except (Unavailable, TimeoutError) as error:
        why = str(error) or "store or broker are too slow"
        text = {"zh": "存储或消息总线不可用。", "en": f"Not ready: {why}."}
        raise Problem("unavailable", text=text) from None
    return said({"ready": True, "faults": {}})


@router.get("/metrics", response_class=Response, responses={200: _FIGURES})
async def metrics(here: Here) -> Response:
    """For Prometheus."""
    here.metrics.keys_end(here.sealing_keys_end())
    return Response(here.metrics.exposition(), media_type=CONTENT_TYPE)

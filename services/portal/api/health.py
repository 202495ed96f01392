"""Whether this process lives, can do its work, and what it has done so far."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from services.chassis.errors import Unavailable
from services.chassis.metrics import CONTENT_TYPE
from services.portal.api.describing import problems
from services.portal.api.problems import Problem
from services.portal.api.window import Here, said

router = APIRouter(tags=["health"])

ANSWER_WITHIN = 3.0
"""Seconds; a probe does not wait longer either."""


@router.get("/live")
async def live() -> Response:
    """The process answers."""
    return said({"live": True})


@router.get("/ready", responses=problems("unavailable"))
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


@router.get("/metrics", response_class=Response)
async def metrics(here: Here) -> Response:
    """For Prometheus."""
    return Response(here.metrics.exposition(), media_type=CONTENT_TYPE)

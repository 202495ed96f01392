"""Items (事项): what one can apply for."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.portal.api.answers import Items
from services.portal.api.catalogue import in_force
from services.portal.api.dates import today
from services.portal.api.describing import answers, problems
from services.portal.api.problems import Problem
from services.portal.api.window import Here, said

router = APIRouter(prefix="/items", tags=["items 事项"])

Limit = Annotated[int, Query(ge=1, le=100)]
After = Annotated[str, Query(max_length=64, description="`next` of the page before")]


@router.get("", responses={**answers(200, Items, "Items in force"), **problems("invalid", "unavailable")})
async def list_items(here: Here, limit: Limit = 50, after: After = "") -> Response:
    """Items in force, by code."""
    items, following = await here.catalogue.page(limit, after)
    return said({"items": items, "next": following})


@router.get(
    "/{code}",
    responses={200: {"description": "As in contracts/types/item.v1.json"}, **problems("not-found", "unavailable")},
)
async def get_item(here: Here, code: str) -> Response:
    """One item as it is in force today."""
    item = in_force(await here.catalogue.versions(code), today())
    if item is None:
        raise Problem("not-found")
    return said(item)

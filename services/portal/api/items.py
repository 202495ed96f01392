"""Items (事项): what one can apply for."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.portal.api.answers import Items
from services.portal.api.catalogue import Item, in_province
from services.portal.api.dates import today
from services.portal.api.describing import answers, problems
from services.portal.api.guide_answers import Guide
from services.portal.api.problems import Problem
from services.portal.api.window import Here, said
from services.portal.guide import guide

router = APIRouter(prefix="/items", tags=["items 事项"])

Limit = Annotated[int, Query(ge=1, le=100)]
Province = Annotated[str, Query(pattern="^[0-9]{2}0000$", description="GB/T 2260; 000000 is the nation")]
After = Annotated[str, Query(max_length=64, description="`next` of the page before")]


_ITEM: dict[str, Any] = {
    "description": "As in contracts/types/item.v1.json; here only what every item has",
    "content": {
        "application/json": {
            "schema": {"type": "object", "required": ["code", "version", "name"]},
            "example": {"code": "000122008000", "version": 1, "name": {"zh": "导游证核发", "en": "Guide's licence"}},
        }
    },
}


@router.get("", responses={**answers(200, Items, "Items in force"), **problems("invalid", "unavailable")})
async def list_items(here: Here, limit: Limit = 50, after: After = "", province: Province = "000000") -> Response:
    """Items in force, by code, in the form of a province if one is named."""
    items, following = await here.catalogue.page(limit, after, province)
    return said({"items": items, "next": following})


@router.get(
    "/{code}",
    responses={200: _ITEM, **problems("not-found", "unavailable")},
)
async def get_item(here: Here, code: str, province: Province = "000000") -> Response:
    """One item as it is in force today, in a province if one is named."""
    return said(await _item(here, code, province))


@router.get(
    "/{code}/guide",
    responses={**answers(200, Guide, "The guide 办事指南"), **problems("not-found", "unavailable")},
)
async def get_guide(here: Here, code: str, province: Province = "000000") -> Response:
    """What a citizen needs to know of an item, made of the item itself."""
    item = await _item(here, code, province)
    parts = [await _item(here, part["item"], province) for part in item.get("parts", ())]
    return said(guide(item, parts))


async def _item(here: Here, code: str, province: str) -> Item:
    document = await here.catalogue.document(code)
    item = in_province(document, province, today()) if document else None
    if item is None:
        raise Problem("not-found")
    return item

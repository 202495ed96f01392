"""What each province offers: the items in force there, as the portal lists them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from deploy.local.job.portal import Portal

Item: TypeAlias = Mapping[str, Any]
Offers: TypeAlias = Mapping[str, Sequence[Item]]
"""Items by province, by code: every province offers the same ones, some in a form of its own."""

PAGE = 100


async def offers(portal: Portal, provinces: Sequence[str]) -> Offers:
    """Ask for all of them."""
    found = await asyncio.gather(*(_offered(portal, province) for province in provinces))
    return dict(zip(provinces, found, strict=True))


async def _offered(portal: Portal, province: str) -> list[Item]:
    items, after = list[Item](), ""
    while True:
        page = await portal.get("/items", province=province, limit=str(PAGE), after=after)
        items += page["items"]
        if not page["next"]:
            return items
        after = page["next"]

"""What each province offers: the items in force there, as the portal lists them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from deploy.local.job.portal import Portal

Item: TypeAlias = Mapping[str, Any]
Offers: TypeAlias = Mapping[str, Sequence[Item]]
"""Items by province, by code: every province offers the same ones, some in a form of its own."""

PAGE = 100

STILL = 1.0
"""Seconds in which nothing may be added before the list counts as whole: after the first start it fills up."""


async def offers(portal: Portal, provinces: Sequence[str]) -> Offers:
    """Ask for all of them, until two answers are the same: what is in force is not there with the first `ready`."""
    before, now = dict[str, Sequence[Item]](), await _all(portal, provinces)
    while now != before:
        await asyncio.sleep(STILL)
        before, now = now, await _all(portal, provinces)
    return now


async def _all(portal: Portal, provinces: Sequence[str]) -> dict[str, Sequence[Item]]:
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

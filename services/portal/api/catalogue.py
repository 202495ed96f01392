"""The items in force, kept for a moment: every application asks for one, and they change rarely."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

from services.chassis import clock
from services.portal.api.dates import today
from services.portal.api.reading import Reading

VIEW = "items"
FRESH = 5.0
"""Seconds for which an item is believed without asking again."""

MOST = 2_000
"""Items kept; a province offers fewer in one day."""

PAGES = 4
"""Pages kept: what a crowd asks for is mostly the first."""

Item = Mapping[str, Any]


def in_force(versions: list[dict[str, Any]], day: date) -> Item | None:
    """The newest version that has come into force by then; None where that one's last day is past."""
    begun = [version for version in versions if version["effective_from"] <= day.isoformat()]
    newest = begun[-1] if begun else None
    ended = newest is not None and newest.get("effective_until", "9999-12-31") < day.isoformat()
    return None if ended else newest


def in_province(document: Mapping[str, Any], province: str, day: date) -> Item | None:
    """The item as a province offers it: its own form, where that was made from the nation's version in force."""
    nation = in_force(document["versions"], day)
    if nation is None:
        return None
    own = [
        one["item"]
        for one in document.get("provincial", ())
        if (one["province"], one["national_version"]) == (province, nation["version"])
    ]
    return in_force(own, day) or nation


class Catalogue:
    """Finds items by their code."""

    def __init__(self, reading: Reading) -> None:
        """Nothing is read before it is asked for."""
        self._reading = reading
        self._kept: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self._pages: dict[tuple[int, str], tuple[float, list[dict[str, Any]]]] = {}
        self._paging = asyncio.Lock()

    async def versions(self, code: str) -> list[dict[str, Any]]:
        """All published versions of an item, by version; none for an unknown code."""
        document = await self.document(code)
        return list(document["versions"]) if document else []

    async def document(self, code: str) -> Mapping[str, Any] | None:
        """All that is published of an item, the nation's versions and the provinces'; None for an unknown code."""
        until, document = self._kept.get(code, (0.0, None))
        if until > clock.elapsed():
            return document
        found = await self._reading.find(VIEW, code)
        if found is None:
            return None
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[code] = (clock.elapsed() + FRESH, found["doc"])
        return self._kept[code][1]

    async def page(self, limit: int, after: str, province: str) -> tuple[list[Item], str | None]:
        """Items in force in a province, by code, and the code after which the next page begins."""
        found = await self._documents(limit, after)
        items = [in_province(doc, province, today()) for doc in found]
        return [item for item in items if item], found[-1]["code"] if len(found) == limit else None

    async def _documents(self, limit: int, after: str) -> list[dict[str, Any]]:
        """One page of all that is published: read once for the crowd that asks for it, whatever their province."""
        async with self._paging:
            until, found = self._pages.get((limit, after), (0.0, []))
            if until < clock.elapsed():
                found = await self._reading.page(VIEW, {}, limit, after)
                if len(self._pages) >= PAGES:
                    self._pages.clear()
                self._pages[limit, after] = (clock.elapsed() + FRESH, found)
            return found

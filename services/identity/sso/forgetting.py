"""Records that can no longer matter are let go, by whichever process looks: deleting twice is deleting once.

A used code, or refresh token, is remembered for as long as its session can last: used again it ends that session, so
nothing may be forgotten before the session is over, and the last access token from it. After that a used one, one that
was never used, and one that was never given out are all the same: refused, and no session is left to end.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from services.chassis.errors import Unavailable
from services.identity.sso.keys import LEEWAY
from services.identity.sso.records import Kind, Records, now
from services.identity.sso.settings import SsoSettings

log = logging.getLogger(__name__)

EVERY = 600.0
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What is over for long enough, now and then."""

    records: Records
    settings: SsoSettings

    def look(self) -> None:
        """Once; raises Unavailable."""
        self.records.forget(self._over_since(now()))

    async def go_on(self) -> None:
        """For as long as the process serves; where the store is away, the next look makes up for it."""
        while True:
            try:
                await run_in_threadpool(self.look)
            except Unavailable as error:
                log.warning("nothing is forgotten: %s", error)
            await asyncio.sleep(EVERY)

    def _over_since(self, moment: int) -> Mapping[Kind, int]:
        """A code's session ends no later than `session_seconds` after the code, whenever its browser signed in."""
        over = moment - self.settings.access_seconds - LEEWAY
        return {
            "codes": over - self.settings.session_seconds,
            "refreshes": over,
            "sessions": over,
            "browsers": over,
            "attempts": moment - self.settings.lock_seconds - LEEWAY,
        }

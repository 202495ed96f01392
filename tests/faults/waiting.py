"""Waiting for something to happen, but not for ever."""

import asyncio
import time
from collections.abc import Callable

LOOKS_EVERY = 0.05


async def happens(what: Callable[[], bool], within: float) -> bool:
    """Look again and again; whether it happened within so many seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if what():
            return True
        await asyncio.sleep(LOOKS_EVERY)
    return what()

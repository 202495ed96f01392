"""Following a case: its view at once, then every change, as server-sent events (WHATWG HTML, section 9.2)."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from services.chassis import clock, codec
from services.chassis.errors import Unavailable
from services.chassis.stored import ViewDocument
from services.portal.api.reading import Reading

log = logging.getLogger(__name__)

VIEW = "cases"
PAGE = 500

OVERLAP = 2_000
"""Milliseconds. Looked at again each time: stamps of two writers need not appear in their order."""

RETRY = b"retry: 3000\n\n"
SILENCE = b": still here\n\n"

Show = Callable[[str, ViewDocument | None], Any]


class Follower:
    """Asks the store for changes once for all who follow, and wakes those whose case changed."""

    def __init__(self, reading: Reading, poll: float, heartbeat: float) -> None:
        """`poll` and `heartbeat` in seconds; nothing is asked while nobody follows."""
        self._reading, self._poll, self._heartbeat = reading, poll, heartbeat
        self._listeners: dict[str, set[asyncio.Event]] = {}
        self._somebody = asyncio.Event()

    async def stream(self, case: str, show: Show) -> AsyncIterator[bytes]:
        """The events of one follower, for as long as they listen. `show` makes what they are sent."""
        yield RETRY
        sent = -1
        with self._listening(case) as changed:
            while True:
                changed.clear()
                revision, said = await self._news(case, sent, show)
                sent = revision
                yield said
                await _either(changed, self._heartbeat)

    async def _news(self, case: str, sent: int, show: Show) -> tuple[int, bytes]:
        try:
            document = await self._reading.find(VIEW, case)
        except Unavailable as error:
            log.warning("%s", error)
            return sent, SILENCE
        revision = document["rev"] if document else 0
        if revision == sent:
            return sent, SILENCE
        return revision, b"id: %d\nevent: case\ndata: %b\n\n" % (revision, codec.encode(show(case, document)))

    @contextmanager
    def _listening(self, case: str) -> Iterator[asyncio.Event]:
        changed = asyncio.Event()
        self._listeners.setdefault(case, set()).add(changed)
        self._somebody.set()
        try:
            yield changed
        finally:
            self._listeners[case].discard(changed)
            if not self._listeners[case]:
                del self._listeners[case]
            if not self._listeners:
                self._somebody.clear()

    async def watch(self) -> None:
        """Look for changes as long as anybody follows; runs beside the requests until it is cancelled."""
        while True:
            await self._somebody.wait()
            latest = clock.now_millis()
            while self._listeners:
                try:
                    latest = max(latest, await self._wake(latest - OVERLAP))
                except Unavailable as error:
                    log.warning("%s", error)
                await asyncio.sleep(self._poll)

    async def _wake(self, since: int) -> int:
        """Wake whose case changed since then; returns the moment of the last change."""
        while True:
            page = await self._reading.changed(VIEW, since, PAGE)
            for document in page:
                for changed in self._listeners.get(document["_id"], ()):
                    changed.set()
            last = page[-1]["changed"] if page else since
            if len(page) < PAGE or last == since:
                return last
            since = last


async def _either(changed: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await changed.wait()
    except TimeoutError:
        return

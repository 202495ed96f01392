"""Following a case: its view at once, then every change, as server-sent events (WHATWG HTML, section 9.2)."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from starlette.types import Receive, Send

from services.chassis import clock, codec
from services.chassis.errors import Unavailable
from services.chassis.stored import ShownDocument
from services.portal.api.case_view import VIEW, Told, told
from services.portal.api.reading import Reading

log = logging.getLogger(__name__)

PAGE = 500

OVERLAP = 300
"""Milliseconds looked at again each time: what two writers stamp need not appear in that order. What appears later
still is told with the next heartbeat."""

RETRY = b"retry: 3000\n\n"
SILENCE = b": still here\n\n"

Show = Callable[[Told | None], Any]


class _Listener:
    """Somebody who follows a case; the poll leaves them the newest document and wakes them."""

    __slots__ = ("_newest", "_revision", "_woken", "gone")

    def __init__(self) -> None:
        self._woken, self._revision, self.gone = asyncio.Event(), 0, False
        self._newest: ShownDocument | None = None

    async def hear(self, receive: Receive) -> None:
        """Wait until they hang up, and wake whoever serves them."""
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.gone = True
            self._woken.set()

    def tell(self, document: ShownDocument) -> None:
        """The case as it is now; said again, it is no news."""
        if document["rev"] > self._revision:
            self._newest, self._revision = document, document["rev"]
            self._woken.set()

    async def wait(self, seconds: float) -> ShownDocument | None:
        """What was told by then, if anything."""
        alarm = asyncio.get_running_loop().call_later(seconds, self._woken.set)
        try:
            await self._woken.wait()
        finally:
            alarm.cancel()
        self._woken.clear()
        newest, self._newest = self._newest, None
        return newest


class Follower:
    """Asks the store for changes once for all who follow, and wakes those whose case changed."""

    def __init__(self, reading: Reading, poll: float, heartbeat: float) -> None:
        """`poll` and `heartbeat` in seconds; nothing is asked while nobody follows."""
        self._reading, self._poll, self._heartbeat = reading, poll, heartbeat
        self._listeners: dict[str, set[_Listener]] = {}
        self._somebody = asyncio.Event()

    async def serve(self, case: str, show: Show, receive: Receive, send: Send) -> None:
        """The events of one follower, for as long as they listen. `show` makes what they are sent."""
        with self._listening(case) as listener:
            hearing = asyncio.create_task(listener.hear(receive))
            try:
                await self._tell(case, show, listener, send)
            finally:
                hearing.cancel()
                with suppress(asyncio.CancelledError):
                    await hearing

    async def _tell(self, case: str, show: Show, listener: _Listener, send: Send) -> None:
        await _say(send, RETRY)
        sent, newest = -1, None
        while not listener.gone:
            try:
                newest = newest or await self._reading.find(VIEW, case)
                revision = newest["rev"] if newest else 0
            except Unavailable as error:
                log.warning("%s", error)
                revision = sent
            news = _event(revision, show(told(newest["doc"]) if newest else None)) if revision > sent else SILENCE
            await _say(send, news)
            sent, newest, news = max(sent, revision), None, b""  # what they were told is not kept while they wait
            newest = await listener.wait(self._heartbeat)

    @contextmanager
    def _listening(self, case: str) -> Iterator[_Listener]:
        listener = _Listener()
        self._listeners.setdefault(case, set()).add(listener)
        self._somebody.set()
        try:
            yield listener
        finally:
            self._listeners[case].discard(listener)
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
        """Tell those whose case changed since then; returns the moment of the last change."""
        while True:
            page = await self._reading.changed(VIEW, since, PAGE)
            for document in page:
                for listener in self._listeners.get(document["_id"], ()):
                    listener.tell(document)
            last = page[-1]["changed"] if page else since
            if len(page) < PAGE or last == since:
                return last
            since = last


def _event(revision: int, shown: Any) -> bytes:
    return b"id: %d\nevent: case\ndata: %b\n\n" % (revision, codec.encode(shown))


async def _say(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})

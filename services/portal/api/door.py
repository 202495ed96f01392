"""The door every request comes through: how large it may be, what every answer carries, and how long it took.

So many may be inside at a time; a crowd waits at the door, where each takes a third of what it takes inside. Nobody
takes a place while they send, or while they follow a case.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis import clock
from services.chassis.metrics import Metrics
from services.portal.api.pace import Paces
from services.portal.api.problems import Problem, answer

LARGEST = 64 * 1024
"""Bytes of a body: files are uploaded elsewhere, only their digests come here."""

PLACES = 20
"""Far more than two processors are busy with; those inside wait for the store or the broker, mostly together."""

PATIENCE = 5.0
"""Seconds to wait for a place: when store or broker are away, those inside leave no sooner."""

PROBES = frozenset({"/live", "/ready", "/metrics"})
"""They need no place: who watches over the process must not wait behind a crowd."""

UNCOUNTED = "/callbacks/"
"""Channels and carriers send for everybody, each from few addresses; what they send is signed."""

_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]
_REST = "tongban.rest"

Rest = Callable[[Receive, Send], Awaitable[None]]


class Lasting(Response):
    """An answer that only begins inside. The door gives the rest, when all that the request needed has been let go:
    thousands stay at once, and each would hold its routing, its dependencies and their stacks.
    """

    def __init__(self, rest: Rest, media_type: str, headers: Mapping[str, str]) -> None:
        """`rest` sends the whole body and hears when the other side hangs up."""
        self._rest, self.status_code, self.media_type = rest, 200, media_type
        self.background = None
        self.init_headers(headers)

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Send status and headers."""
        scope[_REST] = self._rest
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})


class Door:
    """Stands before the whole application."""

    def __init__(
        self, app: ASGIApp, metrics: Metrics, paces: Paces, places: int = PLACES, patience: float = PATIENCE
    ) -> None:
        self._app, self._metrics, self._paces = app, metrics, paces
        self._places, self._patience = asyncio.Semaphore(places), patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, inside = clock.elapsed(), 500, dict(scope)

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_ALWAYS]
            await send(message)

        try:
            if problem := self._too_often(scope):
                await answer(Request(scope), problem)(scope, receive, send_marked)
                return
            receive_bounded = await _bounded(receive)
            await self._let_in(inside, receive_bounded, send_marked)
            if _REST in inside:
                rest, inside = inside[_REST], {"route": inside["route"]}
                await rest(receive_bounded, send_marked)
        finally:
            self._metrics.requested(scope["method"], _route(inside), status, clock.elapsed() - begun)

    def _too_often(self, scope: Scope) -> Problem | None:
        if scope["path"] in PROBES or scope["path"].startswith(UNCOUNTED) or not scope.get("client"):
            return None
        try:
            self._paces.check("address", scope["client"][0])
        except Problem as problem:
            return problem
        return None

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError:
            await answer(Request(scope), Problem("unavailable"))(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._places.release()


async def _bounded(receive: Receive) -> Receive:
    """Wait for the body, or for as much of it as is allowed; gives it again, and raises where it is too large."""
    came, more, taken = list[Message](), True, 0
    while more and taken <= LARGEST:
        came.append(await receive())
        taken += len(came[-1].get("body", b""))
        more = came[-1].get("more_body", False)
    given = 0

    async def again() -> Message:
        nonlocal given
        message = came.pop(0) if came else await receive()
        given += len(message.get("body", b""))
        if given > LARGEST:
            raise HTTPException(413)
        return message

    return again


def _route(scope: Scope) -> str:
    """The route's pattern, not the address: addresses have no end."""
    return getattr(scope.get("route"), "path", "none")

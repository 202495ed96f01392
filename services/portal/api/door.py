"""The door every request comes through: how large it may be, what every answer carries, and how long it took."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis import clock
from services.chassis.metrics import Metrics

LARGEST = 64 * 1024
"""Bytes of a body: files are uploaded elsewhere, only their digests come here."""

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
    """ASGI middleware, the outermost of ours."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, taken, status, inside = clock.elapsed(), 0, 500, dict(scope)

        async def receive_bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST:
                raise HTTPException(413)
            return message

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_ALWAYS]
            await send(message)

        try:
            await self._app(inside, receive_bounded, send_marked)
            if _REST in inside:
                rest, inside = inside[_REST], {"route": inside["route"]}
                await rest(receive_bounded, send_marked)
        finally:
            self._metrics.requested(scope["method"], _route(inside), status, clock.elapsed() - begun)


def _route(scope: Scope) -> str:
    """The route's pattern, not the address: addresses have no end."""
    return getattr(scope.get("route"), "path", "none")

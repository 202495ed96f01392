"""The door every request comes through: how large it may be, what every answer carries, and how long it took."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis import clock
from services.chassis.metrics import Metrics

LARGEST = 64 * 1024
"""Bytes of a body: files are uploaded elsewhere, only their digests come here."""

_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]


class Door:
    """ASGI middleware, the outermost of ours."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, taken, status = clock.elapsed(), 0, 500

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
            await self._app(scope, receive_bounded, send_marked)
        finally:
            self._metrics.requested(scope["method"], _route(scope), status, clock.elapsed() - begun)


def _route(scope: Scope) -> str:
    """The route's pattern, not the address: addresses have no end."""
    return getattr(scope.get("route"), "path", "none")

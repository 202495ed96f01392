"""JSON that comes in: an entry that stands twice is refused, because nobody can say which of the two is meant."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from services.chassis import ijson


class _Strict(Request):
    async def json(self) -> Any:
        """Read the body; raises Malformed, which the framework wraps (see `problems.on_http`)."""
        ijson.ensure_unrepeated(await self.body())
        return await super().json()


class Strictly(APIRoute):
    """A route whose JSON bodies are read so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler, given the stricter request."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(_Strict(request.scope, request.receive))

        return strictly

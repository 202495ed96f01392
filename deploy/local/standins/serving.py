"""What every stand-in has in common as an HTTP server: reading, refusing, answering, `/live`, `/ready`, the mark."""

import hashlib
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, NamedTuple, TypeAlias, TypeVar

from aiohttp import web

from deploy.local.standins.settings import Settings, WrongSetting, from_environment
from services.chassis import codec
from services.chassis.errors import Malformed

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes: the whole population of a large trial is one request."""

LONGEST_KEY = 200

ENDS_WITHIN = 2.0
"""Seconds that requests under way get when the stand-in is told to end."""

T = TypeVar("T")

S = TypeVar("S")
Handler: TypeAlias = Callable[[S, web.Request], Coroutine[Any, Any, web.Response]]


class Keyed(NamedTuple):
    """Which request this is: its idempotency key, and a digest of what it asks."""

    key: str
    digest: str


class Refused(Exception):
    """The stand-in will not: an HTTP status, a stable reason, a sentence."""

    def __init__(self, status: int, reason: str, text: str) -> None:
        super().__init__(text)
        self.status, self.reason = status, reason


def application(name: str) -> web.Application:
    """An empty stand-in: it is alive, ready, and says on every answer what it is."""

    async def mark(_: web.Request, response: web.StreamResponse) -> None:
        response.headers["X-Stand-In"] = name

    async def well(_: web.Request) -> web.Response:
        return answer({"stand_in": name, "ready": True})

    app = web.Application(client_max_size=LARGEST_BODY)
    app.on_response_prepare.append(mark)
    app.add_routes([web.get("/live", well), web.get("/ready", well)])
    return app


async def asked(request: web.Request, into: type[T]) -> T:
    """Read the body into a dataclass; refuses with 400 what does not fit."""
    try:
        return codec.convert(codec.decode(await request.read()), into)
    except Malformed as error:
        raise Refused(400, "malformed", str(error)) from error


def keyed(request: web.Request, wanted: Any) -> Keyed:
    """The request's Idempotency-Key, which must be there, and the digest of what it wants."""
    key = request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= LONGEST_KEY:
        raise Refused(400, "no-idempotency-key", f"send a header Idempotency-Key of 1 to {LONGEST_KEY} characters")
    return Keyed(key, hashlib.sha256(codec.canonical(codec.plain(wanted))).hexdigest())


def reference(prefix: str, key: str) -> str:
    """The number the stand-in gives to what the key asked for: the same for the same key, even after forgetting."""
    return prefix + hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:20].upper()


def ensure_same(known: str, request: Keyed, status: int = 422) -> None:
    """Refuse a key that was used before for something else, with the status that this party gives."""
    if known != request.digest:
        raise Refused(status, "key-reused", "this Idempotency-Key was used for another request")


def answer(content: Any) -> web.Response:
    """200 with JSON."""
    return web.Response(body=codec.encode(content), content_type="application/json")


def refusing(handler: Handler[S]) -> Handler[S]:
    """A method that answers what it refuses with the status, the reason and a sentence."""

    @wraps(handler)
    async def refused_or_answered(self: S, request: web.Request) -> web.Response:
        try:
            return await handler(self, request)
        except Refused as refused:
            content = codec.encode({"reason": refused.reason, "text": str(refused)})
            return web.Response(status=refused.status, body=content, content_type="application/json")

    return refused_or_answered


def main(name: str, build: Callable[[Settings], web.Application], *, pace_seconds: float, calls_back: bool) -> None:
    """Run one stand-in until it is told to end; what keeps it from starting is one line and exit status 2."""
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s {name} %(levelname)s %(message)s")
    try:
        settings = from_environment(os.environ, pace_seconds=pace_seconds, calls_back=calls_back)
        app = build(settings)
    except WrongSetting as error:
        sys.exit(_refused_to_start(name, str(error)))
    try:
        web.run_app(
            app, host=settings.host, port=settings.port, access_log=None, print=None, shutdown_timeout=ENDS_WITHIN
        )
    except OSError as error:
        where = f"HOST is {settings.host}, PORT is {settings.port}"
        sys.exit(_refused_to_start(name, f"{where}: {error.strerror or error}"))


def _refused_to_start(name: str, why: str) -> int:
    print(f"stand-in {name}: {why}", file=sys.stderr)
    return 2

"""The addresses, and the process behind them put together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from anyio import to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.chassis import clock, codec, settings
from services.chassis.contracts import Contracts, Spoken
from services.chassis.errors import SettingMissing, Unavailable
from services.chassis.metrics import CONTENT_TYPE, Metrics
from services.chassis.publisher import Publisher
from services.chassis.settings import Common
from services.chassis.store import Store
from services.identity.sso import clients
from services.identity.sso.attempts import Attempts
from services.identity.sso.counter import Counter
from services.identity.sso.exchange import Incoming, Reply
from services.identity.sso.forgetting import Forgetting
from services.identity.sso.grants import Grants
from services.identity.sso.keys import Keys
from services.identity.sso.people import People
from services.identity.sso.provider import Provider
from services.identity.sso.records import Records
from services.identity.sso.reporting import SENT, Reporter
from services.identity.sso.sessions import Sessions
from services.identity.sso.settings import SsoSettings

log = logging.getLogger(__name__)

CAPABILITY = "identity"
NAME = "identity-sso"
SHORTEST_KEY = 32
LARGEST = 16 * 1024
"""Bytes of a body: forms are small."""

THREADS = 8
"""Requests at a time: each waits for the store or for a password's hash."""

_ALWAYS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
_NOT_NOW = {
    "title": "Not now",
    "text": {"zh": "系统暂时无法受理请求。", "en": "The request cannot be taken just now."},
    "remedy": {"zh": "请稍后重试。", "en": "Try again in a moment."},
}


def build(environ: Mapping[str, str]) -> Starlette:
    """Read the settings and connect; raises SettingMissing (saying what is wrong) or Unavailable."""
    common, own = settings.read(Common, environ), settings.read(SsoSettings, environ, CAPABILITY)
    short = [name for name in ("login_key", "form_key") if len(getattr(own, name)) < SHORTEST_KEY]
    if short:
        names = ", ".join(f"IDENTITY_{name.upper()}" for name in short)
        raise SettingMissing(f"cannot start: {names} must have at least {SHORTEST_KEY} characters.")
    known, keys = clients.read(own.clients), Keys.load(own.signing_keys, own.key_days)
    contracts = Contracts.load(common.contracts_dir, Spoken(says=SENT))
    store = Store.open(common.mongodb_uri, common.database(CAPABILITY))
    publisher, records = Publisher(common.amqp_uri), Records(store)
    people = People.load(store, own)
    sessions = Sessions(records, Reporter(publisher, contracts), own.session_seconds)
    provider = Provider(own, known, keys, people, Grants(records, sessions))
    counter = Counter(provider, Attempts(records, own.failures, own.lock_seconds), contracts.reasons())
    provider.explain = counter.explain
    records.index()
    return create(counter, store, publisher)


def create(counter: Counter, store: Store, publisher: Publisher) -> Starlette:
    """The application; it hangs up when it stops."""
    metrics, forgetting = Metrics(NAME), Forgetting(counter.attempts.records, counter.provider.settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        looking = asyncio.create_task(forgetting.go_on())
        yield
        looking.cancel()
        store.close()
        publisher.close()

    def ready(_: Incoming) -> Reply:
        store.ping()
        publisher.publish_soon([]).result(3)
        return Reply(200, {"ready": True, "faults": {}, "keys": list(counter.provider.keys.told())})

    async def exposition(_: Request) -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    def at(path: str, answer: Callable[[Incoming], Reply], *methods: str) -> Route:
        return Route(path, _endpoint(answer, metrics), methods=list(methods or ("GET",)))

    routes = [
        at("/.well-known/openid-configuration", counter.configuration),
        at("/jwks", counter.jwks),
        at("/keys", counter.keys),
        at("/authorize", counter.authorize, "GET", "POST"),
        at("/token", counter.token, "POST"),
        at("/revoke", counter.revoke, "POST"),
        at("/activate", counter.activate, "GET", "POST"),
        at("/userinfo", counter.userinfo, "GET", "POST"),
        at("/logout", counter.logout, "GET", "POST"),
        at("/live", lambda _: Reply(200, {"live": True})),
        at("/ready", ready),
        Route("/metrics", exposition),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _endpoint(answer: Callable[[Incoming], Reply], metrics: Metrics) -> Callable[..., object]:
    async def handle(request: Request) -> Response:
        begun = clock.elapsed()
        response = await _answered(answer, request)
        route = request.scope["route"].path
        metrics.requested(request.method, route, response.status_code, clock.elapsed() - begun)
        return response

    return handle


async def _answered(answer: Callable[[Incoming], Reply], request: Request) -> Response:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return Response(status_code=413, headers=_ALWAYS)
    incoming = Incoming(
        request.method, request.url.path, request.url.query, body, dict(request.headers), request.cookies
    )
    try:
        return _response(await run_in_threadpool(answer, incoming))
    except (Unavailable, TimeoutError) as error:
        log.warning("%s", error)
        headers = {**_ALWAYS, "Retry-After": "5"}
        problem = {"type": "about:blank", "status": 503, "detail": _NOT_NOW["text"]["en"], **_NOT_NOW}  # type: ignore[index]
        return Response(codec.encode(problem), 503, headers, "application/problem+json")


def _response(reply: Reply) -> Response:
    if isinstance(reply.body, str):
        response = Response(reply.body, reply.status, _ALWAYS, "text/html; charset=utf-8")
    else:
        response = Response(codec.encode(reply.body), reply.status, _ALWAYS, "application/json")
    for name, value in reply.headers:
        if name.lower() not in ("content-type", "cache-control"):
            response.headers.append(name, value)
    return response

"""The application: areas, problems and the door, put together around one window."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.portal.api import (
    accounts,
    bundles,
    callbacks,
    cases,
    certificates,
    describing,
    examining,
    finance,
    health,
    identity_reviews,
    inbox,
    items,
    mine,
    mine_acts,
    officers,
    originals,
    originals_office,
    reviewing,
    standing,
)
from services.portal.api.door import Door
from services.portal.api.problems import HANDLERS
from services.portal.api.window import Window

VERSION = "1"

AREAS = (
    cases.router,
    originals.router,
    bundles.router,
    items.router,
    officers.router,
    reviewing.router,
    inbox.router,
    originals_office.router,
    finance.router,
    standing.router,
    mine.router,
    mine_acts.router,
    identity_reviews.router,
    accounts.router,
    examining.router,
    certificates.router,
    callbacks.router,
    health.router,
)


def create(window: Window) -> FastAPI:
    """The API over an open window; it closes the window when it stops."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with window.opened():
            yield

    app = FastAPI(
        title=describing.TITLE,
        version=VERSION,
        lifespan=lifespan,
        exception_handlers=HANDLERS,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # the chassis does all three
    )
    app.state.window, app.state.reasons = window, window.contracts.reasons()
    for area in AREAS:
        app.include_router(area)
    app.openapi = lambda: describing.openapi(app)  # type: ignore[method-assign]
    return app


def entrance(window: Window) -> Door:
    """The API behind its door: what is served. Who follows a case stands outside, and keeps nothing inside busy."""
    return Door(create(window), window.metrics, window.paces)

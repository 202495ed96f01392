"""The one window: what every area of the API works with, opened once a process."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from services.chassis import codec, settings
from services.chassis.contracts import Contracts, Spoken
from services.chassis.epochs import ends
from services.chassis.errors import SettingMissing
from services.chassis.metrics import Metrics
from services.chassis.publisher import Publisher
from services.chassis.settings import Common
from services.chassis.store import Store
from services.portal.api.applying import Applications, Keys
from services.portal.api.case_ids import CaseIds
from services.portal.api.catalogue import Catalogue
from services.portal.api.following import Follower
from services.portal.api.pace import Paces
from services.portal.api.privacy import Privacy
from services.portal.api.reading import Reading
from services.portal.api.sending import SENT, Sender
from services.portal.api.signed_in import SignedIn
from services.portal.api.trust import Trust
from services.portal.settings import ApiSettings
from services.portal.views import VIEWS

CAPABILITY = "portal"
SHORTEST_KEY = 32


@dataclass(frozen=True, slots=True)
class Window:
    """Everything behind the counter."""

    settings: ApiSettings
    contracts: Contracts
    metrics: Metrics
    publisher: Publisher
    reading: Reading
    sender: Sender
    follower: Follower
    catalogue: Catalogue
    applications: Applications
    keys: Keys
    case_ids: CaseIds
    privacy: Privacy
    trust: Trust
    signed_in: SignedIn
    paces: Paces

    def sealing_keys_end(self) -> dict[str, datetime]:
        """When each key ends under which the API seals, by whose it is."""
        places = {"identity": self.settings.identity_sealing_key, "logistics": self.settings.logistics_sealing_key}
        return {f"{whose}/{key}": at for whose, place in places.items() for key, at in ends(place).items()}

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Look for changes while the API serves; hang up when it stops."""
        watching = asyncio.create_task(self.follower.watch())
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            self.reading.close()
            self.publisher.close()


def build(environ: Mapping[str, str]) -> Window:
    """Read the settings and connect; raises SettingMissing (saying all that is wrong) or Unavailable."""
    common = settings.read(Common, environ)
    own = settings.read(ApiSettings, environ, CAPABILITY)
    privacy, trust = _privacy(own), Trust.load(own.seal_roots)
    contracts = Contracts.load(common.contracts_dir, Spoken(says=SENT))
    store, publisher = Store.open(common.mongodb_uri, common.database(CAPABILITY)), Publisher(common.amqp_uri)
    for view in VIEWS:
        store.index_view(view.name, view.indexes)
    reading, case_ids = Reading(store), CaseIds(own.access_key, own.proof_key)
    catalogue, keys = Catalogue(reading), Keys(case_ids, reading)
    return Window(
        settings=own,
        contracts=contracts,
        metrics=Metrics("portal-api"),
        publisher=publisher,
        reading=reading,
        sender=Sender(publisher, contracts),
        follower=Follower(reading, own.poll_ms / 1000, own.heartbeat_s),
        catalogue=catalogue,
        applications=Applications(catalogue, privacy, keys, contracts.reasons()),
        keys=keys,
        case_ids=case_ids,
        privacy=privacy,
        trust=trust,
        signed_in=SignedIn(own.issuer, own.audience, reading),
        paces=Paces.of(own),
    )


def _privacy(own: ApiSettings) -> Privacy:
    short = [name for name in ("access_key", "pseudonym_key", "login_key") if len(getattr(own, name)) < SHORTEST_KEY]
    if short:
        names = ", ".join(f"PORTAL_{name.upper()}" for name in short)
        raise SettingMissing(f"cannot start: {names} must have at least {SHORTEST_KEY} characters.")
    return Privacy.load(own)


async def _window(request: Request) -> Window:
    window: Window = request.app.state.window
    return window


Here = Annotated[Window, Depends(_window)]
"""The window, for handlers."""


def said(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON."""
    return Response(codec.encode(body), status, dict(headers or {}), "application/json")

"""Misbehaving on request, so that a fault run can see how the suite takes it: `POST /switches {mode, seconds}`.

failing   503, nothing is done           garbled   it is done, the answer is no JSON
cut       it is done, then the line goes dead without an answer          well   as ever
slow      it is done `delay_seconds` later   limited   429, nothing is done: too many questions

And of those that call back, whatever is paid or booked meanwhile is told
duplicate  three times                    late           `delay_seconds` later; steps of a parcel after its end
silent     to nobody                      contradictory  and then denied: not paid after all, or the other end
forged     with a signature that is not its own

Only what services ask for is spoilt: not `/switches`, probes, the pages of payers, the doors of recipients, or what
audits read. One subject can be answered badly whatever the switch says (`manners.py`); `GET /answered` says who was.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from aiohttp import web

from deploy.local.standins.manners import Ill, Manners
from deploy.local.standins.serving import answer, asked, refusing
from services.chassis import clock

Mode: TypeAlias = Literal[
    "well", "failing", "limited", "garbled", "cut", "slow", "duplicate", "late", "silent", "contradictory", "forged"
]

Telling: TypeAlias = Literal["duplicate", "late", "silent", "contradictory", "forged"]
"""How what was paid or carried can be told, other than once and truly."""

TELLINGS: tuple[Telling, ...] = get_args(Telling)

Handle: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Manner: TypeAlias = Callable[[web.Request], Awaitable[Ill | None]]
"""How this one question is to be answered, by the subject that it is about; None leaves it to the switch."""

OWN = "manner"
"""What a request carries on to its handler where its subject is answered badly."""

LEFT_ALONE = ("/switches", "/answers", "/pay/", "/door/", "/population", "/organisations", "/cards")


@dataclass(frozen=True, slots=True)
class Switch:
    """How to behave, and for how long; then well again."""

    mode: Mode
    seconds: float = 0.0
    delay_seconds: float = 1.0


class Switches:
    """How the stand-in behaves at the moment."""

    def __init__(self) -> None:
        self._switch, self._until = Switch("well"), 0.0

    @property
    def telling(self) -> Telling | None:
        """How what happens at this moment is to be told."""
        mode = self.now.mode
        return next((telling for telling in TELLINGS if telling == mode), None)

    @property
    def now(self) -> Switch:
        """How it behaves at this moment."""
        return self._switch if clock.elapsed() < self._until else Switch("well")

    @refusing
    async def turn(self, request: web.Request) -> web.Response:
        """Take on a mode."""
        self._switch = await asked(request, Switch)
        self._until = clock.elapsed() + self._switch.seconds
        return answer({"mode": self._switch.mode, "seconds": self._switch.seconds})

    def add_to(self, app: web.Application, manners: Manners, manner: Manner) -> None:
        """Stand between the network and everything the application answers."""

        @web.middleware
        async def spoil(request: web.Request, handler: Handle) -> web.StreamResponse:
            return await self._spoilt(request, handler, manner)

        async def show(_: web.Request) -> web.Response:
            return answer(manners.shown())

        app.middlewares.append(spoil)
        app.add_routes([web.post("/switches", self.turn), web.get("/answered", show)])

    async def _spoilt(self, request: web.Request, handle: Handle, manner: Manner) -> web.StreamResponse:
        if request.method == "GET" or request.path.startswith(LEFT_ALONE):
            return await handle(request)
        if own := await manner(request):
            request[OWN] = own
            return await spoilt(Switch(own), request, handle)
        return await spoilt(self.now, request, handle)


async def spoilt(switch: Switch, request: web.Request, handle: Handle) -> web.StreamResponse:
    """One answer, as badly as the switch says."""
    mode = switch.mode
    if mode == "slow":
        await asyncio.sleep(switch.delay_seconds)
    if mode == "failing":
        return web.Response(status=503, text="the stand-in was told to fail")
    if mode == "limited":
        return web.Response(status=429, text="the stand-in was told to be asked less")
    response = await handle(request)
    if mode == "garbled":
        return web.Response(text='{"stand_in was told to garble', content_type="application/json")
    if mode == "cut" and request.transport is not None:
        request.transport.abort()
    return response

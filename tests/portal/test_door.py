"""A crowd waits at the door, and nobody holds a place in vain."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from services.chassis.metrics import Metrics
from services.portal.api.door import Door, Lasting
from services.portal.api.pace import Paces

PLACES = 2


class House:
    """What is behind the door: whoever comes in stays until they are let go; some are given an answer that lasts."""

    def __init__(self) -> None:
        self.inside, self.served, self.followed = 0, 0, 0
        self.let_go, self.hung_up = asyncio.Event(), asyncio.Event()
        self.door = Door(self.serve, Metrics("house"), Paces({}), PLACES, patience=0.2)
        self.said: list[int] = []

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, inside."""
        scope["route"] = None
        self.inside += 1
        if scope["path"] == "/follow":
            await Lasting(self.follow, "text/event-stream", {})(scope, receive, send)
        else:
            await self.let_go.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            self.served += 1
        self.inside -= 1

    async def follow(self, _receive: Receive, _send: Send) -> None:
        """The answer that lasts."""
        self.followed += 1
        await self.hung_up.wait()

    def visit(self, path: str, receive: Receive | None = None) -> "asyncio.Task[None]":
        """Somebody comes to the door."""
        scope = {"type": "http", "method": "GET", "path": path, "headers": [], "server": ("here", 80), "scheme": "http"}
        return asyncio.create_task(self.door(scope, receive or _nothing_more, self._hear))

    async def _hear(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.said.append(message["status"])


async def _nothing_more() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _never_done() -> Message:
    await asyncio.sleep(0.01)
    return {"type": "http.request", "body": b"", "more_body": True}


async def _settle() -> None:
    await asyncio.sleep(0.05)


def _run(story: Callable[[House], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        async with asyncio.timeout(10):
            await story(House())

    asyncio.run(told())


def test_a_crowd_waits_and_all_are_served() -> None:
    """As many as there are places are inside, the others come after them."""

    async def story(house: House) -> None:
        """Five come where two fit."""
        crowd = [house.visit("/cases") for _ in range(5)]
        await _settle()
        assert (house.inside, house.served) == (PLACES, 0)
        house.let_go.set()
        await asyncio.gather(*crowd)
        assert (house.inside, house.served) == (0, 5)

    _run(story)


def test_who_waits_too_long_is_told_when_to_come_back() -> None:
    """When those inside do not leave, the others are not kept waiting for ever; the places are free afterwards."""

    async def story(house: House) -> None:
        """Nobody leaves until they are told to."""
        crowd = [house.visit("/cases") for _ in range(5)]
        await asyncio.sleep(0.4)
        assert house.said == [503] * 3
        house.let_go.set()
        await asyncio.gather(*crowd, house.visit("/cases"))
        assert house.said == [503] * 3 + [200] * 3

    _run(story)


def test_probes_do_not_wait() -> None:
    """Who watches over the process is let in beside the crowd."""

    async def story(house: House) -> None:
        """Two visits hold all places."""
        visits = [house.visit(path) for path in ("/cases", "/cases", "/cases", "/live", "/ready", "/metrics")]
        await _settle()
        assert house.inside == PLACES + 3
        house.let_go.set()
        await asyncio.gather(*visits)

    _run(story)


def test_who_follows_or_still_sends_holds_no_place() -> None:
    """Thousands follow, and anybody may send as slowly as they like."""

    async def story(house: House) -> None:
        """Five follow, five never finish sending, one visits."""
        followers = [house.visit("/follow") for _ in range(5)]
        slow = [house.visit("/cases", _never_done) for _ in range(5)]
        await _settle()
        assert (house.inside, house.followed) == (0, 5)
        house.let_go.set()
        await house.visit("/cases")
        assert house.served == 1
        house.hung_up.set()
        await asyncio.gather(*followers)
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    _run(story)

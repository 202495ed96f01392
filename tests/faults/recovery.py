"""How long it takes until all is well after a fault, and what "well" means.

Counted from the moment at which the fault was over (the process begun anew, woken, switched back); where broker, store
or a line to them was still down then because of another fault, from the moment at which that one was over.
Well is: what was hit says that it is ready, and has got on since:
- a service: it has handled a message, or nothing waits for it;
- a stand-in, or the portal's API: some case has come a step further, or nobody is under way;
- broker, store, or a line to them: the same, and every service is ready that no other fault has in hand.
"""

import asyncio
import time
from dataclasses import dataclass, field

from deploy.local.suite import PORTAL_API, SERVICES, Part
from tests.faults.deck import GROUND, Card
from tests.faults.figures import Figures
from tests.faults.keeper import Keeper
from tests.faults.traffic import Traffic

PATIENCE = 300.0
"""Seconds after which a fault counts as never recovered from."""

LOOKS_EVERY = 0.25


class NotRecovered(Exception):
    """It is not well again, long after the fault was over."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stood when the fault was over: messages handled since the latest start, steps of all cases."""

    handled: float
    starts: int
    steps: int


@dataclass(slots=True)
class Recovery:
    """Watches what was hit.

    in_hand: what any fault has in hand; ground_until: when the ground was last restored, None while it is down.
    """

    keeper: Keeper
    figures: Figures
    traffic: Traffic
    in_hand: set[str] = field(default_factory=set)
    ground_until: float | None = 0.0
    seconds: list[float] = field(default_factory=list)

    async def watch(self, card: Card, restored: float) -> float:
        """Wait until all is well; returns and keeps the seconds it took."""
        before = await self._standing(card)
        until = time.monotonic() + PATIENCE
        while not await self._well(card, before):
            if time.monotonic() > until:
                raise NotRecovered(f"{card}: not well {PATIENCE:.0f} s after it was over")
            await asyncio.sleep(LOOKS_EVERY)
        took = max(0.0, time.monotonic() - max(restored, self.ground_until or restored))
        self.seconds.append(took)
        return took

    async def _standing(self, card: Card) -> Standing:
        kept = None if card.claims == GROUND else self.keeper.of(card.target)
        handled = await self.figures.handled(kept.part) if kept and kept.part else 0.0
        return Standing(handled, kept.starts if kept else 0, self.traffic.steps)

    async def _well(self, card: Card, before: Standing) -> bool:
        if not all(await asyncio.gather(*(self.figures.ready(part) for part in self._hit(card)))):
            return False
        if card.target in SERVICES:
            return await self._works(card.target, before)
        return self.traffic.steps > before.steps or not self.traffic.under_way

    def _hit(self, card: Card) -> list[Part]:
        parts = {part.name: part for part in self.keeper.parts}
        if card.claims != GROUND:
            return [parts[card.target]]
        return [parts[name] for name in (*SERVICES, PORTAL_API) if name not in self.in_hand]

    async def _works(self, service: str, before: Standing) -> bool:
        """Whether it has handled anything since, or has nothing to do. One that was begun anew counts from nought."""
        kept = self.keeper.of(service)
        handled = await self.figures.handled(kept.part) if kept.part else 0.0
        if handled > (before.handled if kept.starts == before.starts else 0):
            return True
        return await self.figures.waiting((service,)) == 0


def percentile(seconds: list[float], share: float) -> float:
    """The nearest-rank percentile; nought of nothing."""
    ranked = sorted(seconds)
    return ranked[max(0, -(-len(ranked) * round(share * 100) // 100) - 1)] if ranked else 0.0

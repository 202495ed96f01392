"""How long it takes until all is well after a fault, and what "well" means.

Counted from the moment at which the fault was over (the process begun anew, woken, switched back); where broker, store
or a line to them was still down then because of another fault, from the moment at which that one was over.
Well is: every process that was hit says that it is ready, and
- a service has handled a message since, or nothing waits for it;
- after broker, store, a line or a stand-in: some case has come a step further since, or nobody is under way.
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


@dataclass(slots=True)
class Recovery:
    """Watches what was hit. `ground_until`: when the ground was last restored; None while it is down."""

    keeper: Keeper
    figures: Figures
    traffic: Traffic
    ground_until: float | None = 0.0
    seconds: list[float] = field(default_factory=list)

    async def watch(self, card: Card, restored: float) -> float:
        """Wait until all is well; returns and keeps the seconds it took."""
        hit = self._hit(card)
        before = {part.name: (await self.figures.handled(part), self.keeper.of(part.name).starts) for part in hit}
        steps, until = self.traffic.steps, time.monotonic() + PATIENCE
        while not await self._well(card, hit, before, steps):
            if time.monotonic() > until:
                raise NotRecovered(f"{card}: not well {PATIENCE:.0f} s after it was over")
            await asyncio.sleep(LOOKS_EVERY)
        took = max(0.0, time.monotonic() - max(restored, self.ground_until or restored))
        self.seconds.append(took)
        return took

    def _hit(self, card: Card) -> list[Part]:
        parts = {part.name: part for part in self.keeper.parts}
        if card.claims != GROUND:
            return [parts[card.target]]
        return [parts[name] for name in (*SERVICES, PORTAL_API)]

    async def _well(self, card: Card, hit: list[Part], before: dict[str, tuple[float, int]], steps: int) -> bool:
        if not all(await asyncio.gather(*(self.figures.ready(part) for part in hit))):
            return False
        if card.target in SERVICES:
            return await self._works(hit[0], *before[card.target])
        return self.traffic.steps > steps or not self.traffic.under_way

    async def _works(self, service: Part, had: float, starts: int) -> bool:
        """Whether it has handled anything since, or has nothing to do. One that was begun anew counts from nought."""
        handled = await self.figures.handled(service)
        if handled > (had if self.keeper.of(service.name).starts == starts else 0):
            return True
        return await self.figures.waiting((service.name,)) == 0


def percentile(seconds: list[float], share: float) -> float:
    """The nearest-rank percentile; nought of nothing."""
    ranked = sorted(seconds)
    return ranked[max(0, -(-len(ranked) * round(share * 100) // 100) - 1)] if ranked else 0.0

"""One fault run: warm up, deal out the faults, let everybody finish."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from rich.console import Console

from tests.faults.acts import ACTS, Field, NeverReached
from tests.faults.deck import GROUND, Card, dealt
from tests.faults.feed import Feed
from tests.faults.figures import Figures
from tests.faults.ground import Ground
from tests.faults.keeper import Keeper
from tests.faults.recovery import NotRecovered, Recovery, percentile
from tests.faults.traffic import Traffic
from tests.faults.verdict import Line, Verdict, judged

WARM_UP = 10.0
"""Seconds of undisturbed work first."""

LANES = 4
"""Faults at a time."""

NEARLY = 0.4
"""Share of the faults that is left when nobody begins any more who will never pay."""

FINISH_WITHIN = 900.0
"""Seconds that everybody under way is given to finish when the faults are over; the longest delay of a retry is 600."""

ANSWER_WITHIN = ClientTimeout(total=30)

console = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for: the seed of everything, how many faults, applications a second, seconds for the faults."""

    seed: int
    faults: int
    pace: float
    seconds: float


@dataclass(slots=True)
class Run:
    """`struck`: the faults that happened; `never`: those whose point was not reached."""

    ground: Ground
    plan: Plan
    begun: float = field(default_factory=time.monotonic)
    struck: list[Card] = field(default_factory=list)
    never: list[Card] = field(default_factory=list)
    unrecovered: list[str] = field(default_factory=list)

    async def go(self) -> Line:
        """Everything, from the first applicant to the last line."""
        async with ClientSession(connector=TCPConnector(limit=0), timeout=ANSWER_WITHIN) as session:
            figures = Figures(session, self.ground.bed.amqp_uri)
            traffic = Traffic(session, self.ground.machine, self.plan.seed, self.plan.pace)
            await traffic.prepare()
            recovery = Recovery(Keeper(self.ground), figures, traffic)
            async with self._looked_after(recovery):
                flowing = asyncio.create_task(traffic.flow())
                await asyncio.sleep(WARM_UP)
                await self._break_everything(recovery)
                self._say(f"all faults are over, {traffic.line()}")
                traffic.enough.set()
                await asyncio.wait([flowing], timeout=FINISH_WITHIN)
                self._say(f"everybody has finished, or never will: {traffic.line()}")
                if flowing.done():
                    flowing.result()
                flowing.cancel()
                verdict = await judged(self.ground, figures, traffic)
        verdict.stuck.extend(self.unrecovered)
        return self._line(verdict, recovery)

    @asynccontextmanager
    async def _looked_after(self, recovery: Recovery) -> AsyncIterator[None]:
        """While the supervisor keeps everything alive; should it fail, so does the run."""
        keeping = asyncio.create_task(recovery.keeper.keep())
        telling = asyncio.create_task(self._tell(recovery.traffic))
        try:
            yield
        finally:
            recovery.keeper.wake_all()
            for task in (keeping, telling):
                task.cancel()
            await asyncio.gather(keeping, telling, return_exceptions=True)

    async def _tell(self, traffic: Traffic) -> None:
        while True:
            await asyncio.sleep(15)
            self._say(f"… {traffic.line()}")

    async def _break_everything(self, recovery: Recovery) -> None:
        """Deal out the faults, several at a time, never two on one thing."""
        waiting, random = dealt(self.plan.seed, self.plan.faults), Random(self.plan.seed)
        feed = Feed(self.ground.bed.amqp_uri)
        where = Field(self.ground, recovery.keeper, recovery.figures, feed, random)
        until = time.monotonic() + self.plan.seconds

        async def lane() -> None:
            while waiting and time.monotonic() < until:
                card = next((one for one in waiting if one.claims not in recovery.in_hand), None)
                if card is not None:
                    waiting.remove(card)
                    if len(waiting) < NEARLY * self.plan.faults:
                        recovery.traffic.nearly.set()
                    await self._one(card, where, recovery)
                await asyncio.sleep(random.uniform(0.1, 1.0))

        try:
            async with asyncio.TaskGroup() as lanes:
                for _ in range(LANES):
                    lanes.create_task(lane())
        finally:
            feed.close()
        if waiting:
            self._say(f"no time was left for {len(waiting)} faults")

    async def _one(self, card: Card, where: Field, recovery: Recovery) -> None:
        recovery.in_hand.add(card.claims)
        self._say(str(card))
        try:
            restored = await self._acted(card, where, recovery)
            self.struck.append(card)
            took = await recovery.watch(card, restored)
            self._say(f"[green]{card}[/]: well after {took:.1f} s")
        except NeverReached:
            self.never.append(card)
            self._say(f"[yellow]{card}[/]: never came there, does not count")
        except NotRecovered as error:
            self.unrecovered.append(str(error))
            self._say(f"[red]{error}[/]")
        finally:
            recovery.in_hand.discard(card.claims)

    async def _acted(self, card: Card, where: Field, recovery: Recovery) -> float:
        if card.claims != GROUND:
            return await ACTS[card.kind](where, card)
        recovery.ground_until = None
        try:
            return await ACTS[card.kind](where, card)
        finally:
            recovery.ground_until = time.monotonic()

    def _line(self, verdict: Verdict, recovery: Recovery) -> Line:
        for title in ("lost", "doubled", "stuck"):
            for sentence in getattr(verdict, title):
                console.print(f"[red]{title}[/] {sentence}")
        return Line(
            faults=len(self.struck),
            kinds=len({card.kind for card in self.struck}),
            cases=verdict.cases,
            lost=len(verdict.lost),
            doubled=len(verdict.doubled),
            stuck=len(verdict.stuck),
            recovery_seconds_p95=round(percentile(recovery.seconds, 0.95), 1),
        )

    def _say(self, what: str) -> None:
        console.print(f"{time.monotonic() - self.begun:7.1f} s  {what}")

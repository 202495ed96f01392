"""What the processes say of themselves: are they ready, how much have they handled, does anything wait for them."""

import asyncio
import time
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout
from pika.exceptions import AMQPError
from prometheus_client.parser import text_string_to_metric_families

from deploy.cli.parking import Parking, parking
from deploy.local.job.hops import HANDLED
from deploy.local.suite import SERVICES, Part
from deploy.local.trouble import Trouble
from services.chassis.fates import DELAYS

ANSWER_WITHIN = ClientTimeout(total=2.0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Asks over HTTP and, for what waits, over a connection of its own to the broker."""

    session: ClientSession
    amqp_uri: str

    async def ready(self, part: Part) -> bool:
        """Whether it says that it can do its work."""
        try:
            async with self.session.get(f"http://127.0.0.1:{part.port}/ready", timeout=ANSWER_WITHIN) as response:
                return response.status == 200
        except (ClientError, TimeoutError):
            return False

    async def gets_ready(self, part: Part, within: float) -> bool:
        """Wait until it does, but not for ever."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if await self.ready(part):
                return True
            await asyncio.sleep(0.2)
        return False

    async def handled(self, part: Part) -> float:
        """Messages it has handled since it was begun (requests, for the portal's API); nought if it does not answer."""
        try:
            async with self.session.get(f"http://127.0.0.1:{part.port}/metrics", timeout=ANSWER_WITHIN) as response:
                text = await response.text() if response.ok else ""  # stand-ins have no figures
        except (ClientError, TimeoutError):
            return 0.0
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return sum(
            sample.value
            for sample in samples
            if (sample.name == "tongban_messages_total" and sample.labels["outcome"] in HANDLED)
            or sample.name == "tongban_http_request_seconds_count"
        )

    async def waiting(self, services: tuple[str, ...] = SERVICES) -> int | None:
        """How many messages wait for these services, those included that are to be offered again; None: cannot say."""
        queues = [f"{service}.{what}" for service in services for what in ("inbox", "effects")]
        again = [f"{queue}.again.{delay}s" for queue in queues for delay in DELAYS]
        return await asyncio.to_thread(self._sum, [*queues, *again])

    async def parked(self) -> int | None:
        """How many messages a person must look at; None when the broker cannot say."""
        return await asyncio.to_thread(self._sum, [f"parked.{service}" for service in SERVICES])

    def _sum(self, queues: list[str]) -> int | None:
        try:
            with parking(self.amqp_uri) as lot:
                return sum(_depth(lot, queue) for queue in queues)
        except (Trouble, AMQPError):
            return None


def _depth(lot: Parking, queue: str) -> int:
    return lot.depth(queue) or 0

"""How many messages were handled: the sum over every process's own figures, before and after."""

from collections.abc import Sequence

from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

HANDLED = ("done", "already", "noted")
"""Outcomes that count as a hop; what was offered again or parked was not handled."""


async def handled(session: ClientSession, urls: Sequence[str]) -> float:
    """Messages handled by all processes so far."""
    total = 0.0
    for url in urls:
        async with session.get(f"{url}/metrics") as response:
            for family in text_string_to_metric_families(await response.text()):
                total += sum(
                    sample.value
                    for sample in family.samples
                    if sample.name == "tongban_messages_total" and sample.labels["outcome"] in HANDLED
                )
    return total

"""Gives the catalogue something to do: new items, as a catalogue's editor would publish them."""

import asyncio
from collections.abc import Iterator
from itertools import count
from typing import Any

from services.catalogue.effects import read_documents
from services.catalogue.settings import Settings
from services.chassis import clock, topology
from services.chassis.bus import Outgoing
from services.chassis.envelope import NATIONAL, Message, render
from services.chassis.errors import Unavailable
from services.chassis.names import message_id
from services.chassis.publisher import Publisher
from services.chassis.tracing import new_trace

PUBLISH = "catalogue.publish-item.v1"


class Feed:
    """Publishes one invented item after another; no citizen applies for them."""

    def __init__(self, amqp_uri: str) -> None:
        """Connects when there is something to publish."""
        self._publisher = Publisher(amqp_uri)
        self._pattern: dict[str, Any] = next(iter(read_documents(Settings().items).values()))
        self._numbers: Iterator[int] = count(1)

    async def publish_item(self) -> None:
        """One item more; not while the broker is away."""
        code = f"999{next(self._numbers):09d}"
        stream = f"item-{code}"
        made = message_id(stream, "tests/faults")
        message = Message(
            id=made,
            type=PUBLISH,
            source="/tongban/tests",
            subject=stream,
            time=clock.now_stamp(),
            province=NATIONAL,
            case=stream,
            cause=made,
            trace=new_trace(),
            data={**self._pattern, "code": code},
        )
        exchange, key = topology.address("command", PUBLISH, NATIONAL)
        try:
            await asyncio.to_thread(self._publisher.publish, [Outgoing(exchange, key, render(message), made)])
        except Unavailable:
            return

    def close(self) -> None:
        """Hang up."""
        self._publisher.close()

"""Commands on their way out: checked against their contract, and answered for only when the broker holds them."""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Any

from services.chassis import clock, codec, topology
from services.chassis.bus import Outgoing
from services.chassis.contracts import Contracts
from services.chassis.envelope import Message, render
from services.chassis.names import message_id
from services.chassis.publisher import Publisher
from services.chassis.tracing import trace_of
from services.portal.api.problems import Problem

SOURCE = "/tongban/portal"

SENT = frozenset(
    {
        "cases.submit-application.v1",
        "cases.supplement-materials.v1",
        "cases.withdraw-application.v1",
        "cases.choose-delivery.v1",
        "cases.rate-service.v1",
        "cases.record-review.v1",
        "cases.decide-application.v1",
        "cases.record-collection.v1",
        "payments.record-callback.v1",
        "logistics.record-carrier-notice.v1",
    }
)
"""What the portal asks most: these contracts are compiled at the start, others when they are met first."""


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asks a capability to do. `about` tells apart what is asked twice from what is asked again."""

    type: str
    subject: str
    case: str
    province: str
    data: dict[str, Any]
    about: str = ""
    actor: str | None = None


def about(*parts: object) -> str:
    """The same parts give the same text, short enough for a message's name."""
    return hashlib.sha256(codec.canonical(parts)).hexdigest()


class Sender:
    """Sends commands for many requests at a time: those that wait together go out together."""

    def __init__(self, publisher: Publisher, contracts: Contracts) -> None:
        """The publisher has a thread of its own."""
        self._publisher, self._contracts = publisher, contracts

    async def ping(self) -> None:
        """Raises Unavailable unless the broker can be reached."""
        await asyncio.shield(asyncio.wrap_future(self._publisher.publish_soon([])))

    async def send(self, command: Command) -> None:
        """Returns when the broker has it. Raises Unavailable, or Problem where nobody serves it."""
        self._contracts.check_strict(command.type, command.data)
        confirmed = asyncio.wrap_future(self._publisher.publish_soon([_outgoing(command)]))
        if await asyncio.shield(confirmed):  # who hangs up must not cancel what others wait for too
            raise Problem("unserved")


def _outgoing(command: Command) -> Outgoing:
    purpose = f"portal/{command.type}/{command.about}"
    made = message_id(command.subject, purpose)
    message = Message(
        id=made,
        type=command.type,
        source=SOURCE,
        subject=command.subject,
        time=clock.now_stamp(),
        province=command.province,
        case=command.case,
        cause=made,
        trace=trace_of(command.case),
        data=command.data,
        actor=command.actor,
    )
    exchange, key = topology.address("command", command.type, command.province)
    return Outgoing(exchange, key, render(message), made)

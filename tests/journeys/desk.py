"""A place at a town's bus: commands as a service would send them, and what came of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from deploy.local.probe import wait_until
from services.chassis import clock, topology
from services.chassis.bus import Outgoing
from services.chassis.envelope import Message, render
from services.chassis.names import message_id
from services.chassis.publisher import Publisher
from services.chassis.tracing import trace_of
from tests.journeys.town import Town

WITHIN = 30.0

AGO = timedelta(hours=1)
"""When the commands were sent: long enough ago for nobody to wait for news that they may have overtaken."""


_NUMBERS = count(1)
"""One for all desks: they are at the same bus."""


class Desk:
    """Sends commands over the town's bus, and reads what came of them."""

    def __init__(self, town: Town) -> None:
        """Connects when there is something to send."""
        self._town, self._publisher = town, Publisher(town.machine.amqp_uri)

    def close(self) -> None:
        """Hang up."""
        self._publisher.close()

    def number(self, province: str = "530000") -> str:
        """A case that nobody has."""
        return f"{province}-BADREQUESTS{next(_NUMBERS):09d}"

    def send(
        self,
        message_type: str,
        subject: str,
        case: str,
        data: Mapping[str, Any],
        *,
        about: str = "",
        at: datetime | None = None,
        province: str = "530000",
    ) -> None:
        """One command, as a service would send it; `about` tells two of one kind apart, `at`: when it was sent.

        The same again has the same id, as what a broker delivers twice.
        """
        made = message_id(subject, message_type + about)
        message = Message(
            id=made,
            type=message_type,
            source="/tongban/tests",
            subject=subject,
            time=clock.stamp(at or clock.now() - AGO),
            province=province,
            case=case,
            cause=made,
            trace=trace_of(case),
            data=dict(data),
        )
        exchange, key = topology.address("command", message_type, province)
        assert self._publisher.publish([Outgoing(exchange, key, render(message), made)]) == []

    def events(self, service: str, stream: str) -> dict[str, dict[str, Any]]:
        """The events of a stream so far, by their names."""
        return self._town.events(service, stream)

    def comes(self, service: str, stream: str, event: str) -> dict[str, Any]:
        """Wait for an event of a stream; the test fails when it never comes."""
        assert wait_until(lambda: event in self.events(service, stream), WITHIN), self.events(service, stream)
        return self.events(service, stream)[event]

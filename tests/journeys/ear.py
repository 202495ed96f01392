"""An ear at a town's bus: every event that is published, by the case it belongs to."""

import threading
from collections import defaultdict
from typing import Any

from deploy.local.probe import wait_until
from services.chassis import topology
from services.chassis.bus import Link
from services.chassis.envelope import Message, each, from_mapping, parse

QUEUE = "journeys.ear"
WITHIN = 30.0


class Ear:
    """Listens from its making on, in a thread of its own."""

    def __init__(self, amqp_uri: str) -> None:
        """Binds a queue to all events."""
        self._link = Link(amqp_uri)
        self._link.declare_queue(QUEUE)
        self._link.bind(QUEUE, topology.EVENTS, "#")
        self._link.consume(QUEUE, 1000)
        self._heard: dict[str, list[Message]] = defaultdict(list)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="ear", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hear no more."""
        self._ends.set()
        self._thread.join(10)
        self._link.unbind(QUEUE, topology.EVENTS, "#")
        self._link.close()

    def heard(self, case: str, event: str) -> list[dict[str, Any]]:
        """What was said of this kind about a case so far, once each."""
        said = {message.id: message.data for message in self._heard[case] if message.type == f"{event}.v1"}
        return list(said.values())

    def told(self, case: str) -> list[dict[str, Any]]:
        """All that was said about a case so far."""
        return [{"type": message.type, **message.data} for message in self._heard[case]]

    def hears_all(self, case: str, event: str, number: int, within: float = WITHIN) -> list[dict[str, Any]]:
        """Wait until it is said so often; the test fails when it never is, or more often."""
        wait_until(lambda: len(self.heard(case, event)) >= number, within)
        heard = self.heard(case, event)
        assert len(heard) == number, f"{event} was said {len(heard)} times of {case}, not {number} times: {heard}"
        return heard

    def hears(self, case: str, event: str, within: float = WITHIN) -> dict[str, Any]:
        """Wait until it is said; the test fails when it never is."""
        everything = [message.type for message in self._heard[case]]
        assert wait_until(lambda: bool(self.heard(case, event)), within), (
            f"{event} was not said of {case}: {everything}"
        )
        return self.heard(case, event)[0]

    def everything(self) -> list[Message]:
        """All that was said so far, about whatever."""
        return [message for messages in [*self._heard.values()] for message in [*messages]]

    def _listen(self) -> None:
        while not self._ends.is_set():
            for delivery in self._link.receive(500, 0.2, 0.01):
                for message in map(from_mapping, map(parse, each(delivery.body))):
                    self._heard[message.case].append(message)
                self._link.acknowledge(delivery.tag, through=False)
            self._link.beat()  # the town outlives the journeys, and then nothing is said for minutes

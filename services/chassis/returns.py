"""Where a message goes that could not be handled: into a waiting queue, or to be parked."""

from uuid import NAMESPACE_URL, uuid5

from services.chassis import clock
from services.chassis.bus import Delivery, Outgoing
from services.chassis.fates import Fate, Verdict
from services.chassis.intake import EXCHANGE, ROUTING_KEY, TRIES, address_of, tries
from services.chassis.topology import DIRECT, Place, again

QUEUE, REASON, ERROR, FIRST_SEEN = "x-queue", "x-reason", "x-error", "x-first-seen"

ERROR_LENGTH = 1_000
"""Characters of an error text that a header keeps."""


class Returns:
    """Addresses returned messages; bodies stay as they came, byte for byte."""

    def __init__(self, place: Place) -> None:
        """The queues at this place are there: see `topology.declare`."""
        self._place = place

    def address(self, delivery: Delivery, verdict: Verdict) -> Outgoing:
        """The message on its way to its waiting queue (AGAIN) or to where a person sees it (PARK)."""
        if verdict.fate is Fate.AGAIN:
            return self._outgoing(delivery, verdict, again(delivery.queue, verdict.delay), tries(delivery) + 1)
        return self._outgoing(delivery, verdict, self._place.parked, tries(delivery))

    def _outgoing(self, delivery: Delivery, verdict: Verdict, key: str, count: int) -> Outgoing:
        exchange, first_key = address_of(delivery)
        headers = {
            **{name: value for name, value in delivery.headers.items() if name != "x-death"},
            TRIES: count,
            QUEUE: delivery.queue,
            REASON: verdict.reason,
            ERROR: verdict.error[:ERROR_LENGTH],
            EXCHANGE: exchange,
            ROUTING_KEY: first_key,
            FIRST_SEEN: delivery.headers.get(FIRST_SEEN, clock.now_stamp()),
        }
        same = f"{key}/{count}/{delivery.tag}/{uuid5(NAMESPACE_URL, delivery.body.hex())}"
        return Outgoing(DIRECT, key, delivery.body, str(uuid5(NAMESPACE_URL, same)), headers=headers)

"""Which exchanges and queues there are, and how a message finds its way (design: section 3, routing)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.chassis.envelope import NATIONAL as NATIONWIDE
from services.chassis.fates import DELAYS
from services.chassis.names import routing_key

COMMANDS = "commands"
NATIONAL = "commands.national"
EVENTS = "events"
DIRECT = ""
"""RabbitMQ's default exchange: the routing key is a queue's name."""


class Declares(Protocol):
    """What it takes to make exchanges and queues: a connection."""

    def declare_exchange(self, name: str, alternate: str | None = None) -> None: ...  # noqa: D102 - see bus.py
    def declare_queue(self, name: str, arguments: Mapping[str, Any] | None = None) -> None: ...  # noqa: D102
    def bind(self, queue: str, exchange: str, pattern: str) -> None: ...  # noqa: D102
    def unbind(self, queue: str, exchange: str, pattern: str) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service stands: nationwide, or (`province`) in the place of the national one for one province."""

    capability: str
    province: str | None = None

    @property
    def inbox(self) -> str:
        """The queue of its commands and of the events it listens to."""
        return self._named("inbox")

    @property
    def effects(self) -> str:
        """The queue of what it wants from the outside world."""
        return self._named("effects")

    @property
    def parked(self) -> str:
        """The queue of messages that a person must look at."""
        return f"parked.{self.capability}"

    def destination(self, kind: str, message_type: str, province: str) -> tuple[str, str]:
        """Exchange and routing key of what is sent from here: an effect goes to the own queue."""
        return (DIRECT, self.effects) if kind == "effect" else address(kind, message_type, province)

    def _named(self, what: str) -> str:
        return f"{self.capability}.{what}" + (f".{self.province}" if self.province else "")


def again(queue: str, delay: int) -> str:
    """The queue in which a message waits `delay` seconds before it returns to `queue`."""
    return f"{queue}.again.{delay}s"


def address(kind: str, message_type: str, province: str) -> tuple[str, str]:
    """Exchange and routing key for a command or an event."""
    return (COMMANDS if kind == "command" else EVENTS), routing_key(message_type, province)


def declare(link: Declares, place: Place, subscriptions: Iterable[str], *, with_effects: bool) -> None:
    """Make sure of everything the service at this place needs; harmless when it is there already."""
    link.declare_exchange(NATIONAL)
    link.declare_exchange(COMMANDS, alternate=NATIONAL)
    link.declare_exchange(EVENTS)
    link.declare_queue(place.parked)
    for queue in (place.inbox, place.effects) if with_effects else (place.inbox,):
        link.declare_queue(queue)
        _declare_waiting(link, queue)
    attach(link, place)
    for message_type in subscriptions:
        for province in (place.province, NATIONWIDE) if place.province else ("*",):
            link.bind(place.inbox, EVENTS, routing_key(message_type, province))


def _declare_waiting(link: Declares, queue: str) -> None:
    """A queue for each delay; at-least-once, so nothing is lost on the way back.

    Here and not when first needed: a quorum queue that is killed within a second of its declaration may never come
    back (RabbitMQ 3.10), and what makes them needed is just what goes with brokers being killed.
    """
    for delay in DELAYS:
        link.declare_queue(
            again(queue, delay),
            {
                "x-message-ttl": delay * 1000,
                "x-dead-letter-exchange": DIRECT,
                "x-dead-letter-routing-key": queue,
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            },
        )


def attach(link: Declares, place: Place) -> None:
    """Take the capability's commands: all that no province has taken, or one province's."""
    if place.province:
        link.bind(place.inbox, COMMANDS, f"{place.capability}.*.*.{place.province}")
    else:
        link.bind(place.inbox, NATIONAL, f"{place.capability}.#")


def detach(link: Declares, place: Place) -> None:
    """Give a province's commands back to the national service; what is queued stays to be drained."""
    link.unbind(place.inbox, COMMANDS, f"{place.capability}.*.*.{place.province}")

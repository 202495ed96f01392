"""The words that the pure rooms of every service speak. Standard library only.

Deciders, processes, reactions, public rooms and adapters may import this module;
it imports nothing of the chassis, so a service's rules stay free of bus and store.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

Data: TypeAlias = Mapping[str, Any]

Foreign: TypeAlias = Mapping[str, Any]
"""A message as a pure room sees it: its data, plus the envelope under the names in `ENVELOPE_NAMES`."""

ENVELOPE_NAMES = ("subject", "province", "case", "at", "message", "actor", "type")
"""Names that no contract may use for its own data: the chassis fills them from the envelope."""


@dataclass(frozen=True, slots=True)
class Published:
    """What an own event says to the world: `type` as in `payments.fee-settled.v1`.

    `case`, and the `province` it lies in, are set where the stream serves many cases and this event speaks of
    one of them; left out, they are those of the message that is being handled.
    """

    type: str
    data: Data
    case: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A command to another capability, or an effect of one's own, that a state still owes.

    `purpose` is unique in the stream's life: it makes the message id, so sending again is harmless.
    `case` and `province` as in `Published`.
    """

    purpose: str
    type: str
    subject: str
    data: Data
    case: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment at which the stream must be asked again: `type` is an own command sent when it is due."""

    name: str
    due: datetime
    type: str
    data: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an effect found out; it returns to the own inbox as this command, on the intent's stream."""

    type: str
    data: Data


@dataclass(frozen=True, slots=True)
class View:
    """A read model: a fold over the set of messages that touched one key.

    `keep` names the parts to keep of each message type; parts are stored by message id, so neither
    order nor repetition can matter. `show` folds the parts, oldest first, into what readers see.
    `own`: the same for what the service commits itself, at the cost of no message: a stored event by its class name,
    what is said of it by its message type.
    """

    name: str
    key: Callable[[Foreign], str]
    keep: Mapping[str, Callable[[Foreign], Data]]
    show: Callable[[list[Data]], Data]
    indexes: tuple[str, ...] = ()
    own: Mapping[str, Callable[[Foreign], Data]] = field(default_factory=dict)

    def part(self, message: Foreign) -> Data:
        """What is kept of a message."""
        return (self.keep.get(message["type"]) or self.own[message["type"]])(message)


class NotYet(Exception):
    """Raised by `decide` for a message that overtook the one it builds on; it is offered again later."""


class OutsideUnavailable(Exception):
    """Raised by an adapter when the outside party did not answer, or not usefully; asked again later."""

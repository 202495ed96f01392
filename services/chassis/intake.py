"""From deliveries to work: decode, check, find who handles it. One bad message never holds up the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.chassis import codec, names
from services.chassis.bus import Delivery
from services.chassis.contracts import Contracts, UnknownContract
from services.chassis.definition import Definition
from services.chassis.envelope import Message, each, ensure_one_province, from_mapping, parse
from services.chassis.errors import Malformed
from services.chassis.topology import DIRECT
from services.chassis.vocabulary import View

TRIES = "x-tries"
ROUTING_KEY, EXCHANGE = "x-original-routing-key", "x-original-exchange"


def tries(delivery: Delivery) -> int:
    """How often it was offered before; a header that says no such thing comes from outside and counts for nothing."""
    said = delivery.headers.get(TRIES, 0)
    return said if isinstance(said, int) and said >= 0 else 0


def read_message(body: bytes, contracts: Contracts) -> Message:
    """Decode and check a message; raises Malformed, ContractViolation or UnknownContract."""
    attributes = parse(body)
    contracts.check_envelope(attributes)
    message = from_mapping(attributes)
    ensure_one_province(message)
    contracts.check(message.type, message.data)
    return message


def address_of(delivery: Delivery) -> tuple[str, str]:
    """Exchange and key under which it was first sent.

    What came over the default exchange was put there by a service, which noted the first address in its headers;
    of any other delivery the broker itself says where it was sent, whatever its headers make believe.
    """
    if delivery.exchange != DIRECT:
        return delivery.exchange, delivery.routing_key
    noted = delivery.headers
    return str(noted.get(EXCHANGE, delivery.exchange)), str(noted.get(ROUTING_KEY, delivery.routing_key))


def _ensure_address(delivery: Delivery, message: Message) -> None:
    """A broker lets a province send under its own code only, so the address must say what the message says."""
    exchange, key = address_of(delivery)
    if exchange != DIRECT and key != names.routing_key(message.type, message.province):
        raise Malformed("type or province", "is not what the message was addressed with", "Send it under its own key.")


def apart(delivery: Delivery) -> list[Delivery]:
    """The messages of a sheaf, each as if it had come alone; raises Malformed."""
    bodies = each(delivery.body)
    return [delivery] if bodies == [delivery.body] else [replace(delivery, body=body) for body in bodies]


@dataclass(slots=True)
class Work:
    """One own command to decide. `redelivered`: it was here before, so it may have been committed and not sent."""

    delivery: Delivery
    message: Message
    command: Any
    redelivered: bool

    @property
    def stream(self) -> str:
        """The stream it speaks to."""
        return str(self.command.subject)


@dataclass(slots=True)
class Failure:
    """A delivery that raised; its fate is decided by `fates.py`."""

    delivery: Delivery
    error: Exception


@dataclass(slots=True)
class Intake:
    """What a batch of deliveries comes to. `ignored`: heard, and of no consequence here."""

    works: list[Work] = field(default_factory=list)
    noted: list[tuple[View, Message]] = field(default_factory=list)
    ignored: list[Message] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


class Reader:
    """Knows which command class, reaction or view takes which message type."""

    def __init__(self, definition: Definition, contracts: Contracts) -> None:
        """Commands are found by the contract that bears their class name."""
        self._contracts, self._reactions, self._views = contracts, definition.reactions, definition.views
        self.own = tuple(view for view in definition.views if view.own)
        self._commands = {names.type_of(definition.capability, command): command for command in definition.commands}

    def read(self, deliveries: Sequence[Delivery], *, again: bool) -> Intake:
        """Sort a batch; `again` when this very batch was tried before."""
        intake = Intake()
        for delivery in deliveries:
            try:
                singles = apart(delivery)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this delivery's alone
                intake.failures.append(Failure(delivery, error))
                continue
            for single in singles:
                try:
                    self._sort(intake, single, again)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is this message's alone
                    intake.failures.append(Failure(single, error))
        return intake

    def labels(self, delivery: Delivery) -> tuple[str, str]:
        """Message type and province for figures and logs: from the address, the type only if a contract knows it."""
        kind, _, province = address_of(delivery)[1].rpartition(".")
        return (kind if self._contracts.knows(kind) else "unknown"), province

    def _sort(self, intake: Intake, delivery: Delivery, again: bool) -> None:
        message = read_message(delivery.body, self._contracts)
        command = self._command(message)
        views = [view for view in self._views if message.type in view.keep]
        if command is None and not views and message.type not in self._reactions:
            raise UnknownContract(message.type, "nobody here handles it")
        _ensure_address(delivery, message)
        if command is not None:
            before = again or delivery.redelivered or delivery.exchange == DIRECT
            intake.works.append(Work(delivery, message, command, before))
        elif not views:
            intake.ignored.append(message)
        intake.noted.extend((view, message) for view in views)

    def _command(self, message: Message) -> Any | None:
        if message.type in self._commands:
            return codec.convert(message.foreign(), self._commands[message.type])
        react = self._reactions.get(message.type)
        return react(message.foreign()) if react else None

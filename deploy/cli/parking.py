"""Queue depths, parked messages and sending again, over plain AMQP: the operator's side of the bus.

Looking must not change anything. A quorum queue puts what is given back behind what waits, so a look takes
every message and gives all of them back at once: that keeps their order. Nothing is lost if the command is
interrupted, because the broker takes back what was not acknowledged.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pika
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPConnectionError, AMQPError, ChannelClosedByBroker, NackError, UnroutableError

from deploy.local.trouble import Trouble

TRIES, QUEUE, REASON, ERROR, FIRST_SEEN = "x-tries", "x-queue", "x-reason", "x-error", "x-first-seen"
FORGOTTEN_ON_REPLAY = {TRIES, QUEUE, REASON, ERROR, FIRST_SEEN, "x-delivery-count", "x-death"}
"""A replayed message starts afresh; what else it carries (its first exchange and key) stays."""

CLOUDEVENT = "application/cloudevents+json"
SHEAF = "application/cloudevents-batch+json"

FORGOTTEN_WHEN_MENDED = {"x-original-exchange", "x-original-routing-key"}
"""Its type or province may be what was mended; the operator answers for the address."""

LONGEST_NAME = 200
"""Characters of an id or a type; a longer one is none."""

_NOT_FOUND = 404

logging.getLogger("pika").setLevel(logging.CRITICAL)  # what it would log is said here, in the operator's words


@dataclass(frozen=True, slots=True)
class Parked:
    """One message that a person must look at, as the service parked it."""

    service: str
    body: bytes
    headers: Mapping[str, Any]
    properties: Any

    @property
    def id(self) -> str:
        """The message's own id; for what is no message, one made of its bytes."""
        return self._says("id") or f"sha256:{hashlib.sha256(self.body).hexdigest()[:16]}"

    @property
    def type(self) -> str:
        """What it says it is."""
        return self._says("type") or "?"

    @property
    def queue(self) -> str:
        """Where it came from, and where a replay puts it."""
        return str(self.headers.get(QUEUE) or f"{self.service}.inbox")

    def _says(self, name: str) -> str | None:
        """An attribute of the message, if it has one and it can be shown and typed."""
        try:
            said = json.loads(self.body)[name]
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        fit = isinstance(said, str) and 0 < len(said) <= LONGEST_NAME and said.isprintable()
        return str(said) if fit else None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, or a sheaf that carries several, and where it goes. `mandatory`: it must reach a queue."""

    id: str
    exchange: str
    key: str
    body: bytes
    mandatory: bool = True
    carries: int = 1


@dataclass(slots=True)
class Taken:
    """A parked message in hand; unless it is dropped or replayed, it goes back to where it was."""

    message: Parked
    tag: int
    channel: Any
    settled: bool = False

    def drop(self) -> None:
        """Forget it for good."""
        self.channel.basic_ack(self.tag)
        self.settled = True

    def replay(self, body: bytes | None = None) -> None:
        """Put it (or a mended `body` in its place) back into its queue; unparked only once that is confirmed.

        Interrupted in between it is in both places: harmless, its service does nothing the second time.
        """
        message, properties = self.message, self.message.properties
        forgotten = FORGOTTEN_ON_REPLAY if body is None else FORGOTTEN_ON_REPLAY | FORGOTTEN_WHEN_MENDED
        properties.headers = {name: value for name, value in message.headers.items() if name not in forgotten}
        properties.delivery_mode = pika.DeliveryMode.Persistent.value
        letter = Letter(message.id, "", message.queue, body or message.body)
        if not _published(self.channel, letter, properties):
            remedy = "start the service that declares it; the message stays parked"
            raise Trouble(f"there is no queue {message.queue}", remedy)
        self.drop()


class Parking:
    """A connection to the broker for one command."""

    def __init__(self, uri: str) -> None:
        """Connect; Trouble when the broker does not answer or knows no such user."""
        try:
            self._connection = pika.BlockingConnection(pika.URLParameters(uri))
        except (AMQPConnectionError, AMQPConnectorException, OSError) as error:
            remedy = "type `tongban up`, or set AMQP_URI to the broker you mean"
            raise Trouble(f"the broker does not answer ({type(error).__name__})", remedy) from error

    def close(self) -> None:
        """Hang up."""
        if self._connection.is_open:
            self._connection.close()

    def depth(self, queue: str) -> int | None:
        """How many messages wait in a queue; None where there is no such queue."""
        channel = self._connection.channel()
        try:
            return int(channel.queue_declare(queue, passive=True).method.message_count)
        except ChannelClosedByBroker as error:
            if error.reply_code != _NOT_FOUND:
                raise Trouble(f"the broker refuses {queue} ({error.reply_text})", "check the user's rights") from error
            return None
        finally:
            if channel.is_open:
                channel.close()

    def send(self, letters: Iterable[Letter]) -> list[Letter]:
        """Send each and wait for its confirm; returns those that no queue takes."""
        channel = self._connection.channel()
        channel.confirm_delivery()
        persistent = pika.DeliveryMode.Persistent.value
        return [
            letter
            for letter in letters
            if not _published(
                channel,
                letter,
                pika.BasicProperties(content_type=CLOUDEVENT, delivery_mode=persistent, message_id=letter.id),
            )
        ]

    @contextmanager
    def taken(self, service: str) -> Iterator[Sequence[Taken]]:
        """Everything parked for a service, oldest first; what is not dropped or replayed meanwhile goes back."""
        queue = f"parked.{service}"
        count = self.depth(queue) or 0
        channel = self._connection.channel()
        channel.confirm_delivery()
        found: list[Taken] = []
        try:
            while len(found) < count and (one := _take(channel, service, queue)) is not None:
                found.append(one)
            yield found
        finally:
            _give_back(channel, found)


def _published(channel: Any, letter: Letter, properties: Any) -> bool:
    """Send and wait for the confirm; False where no queue takes it. Trouble where it is not certain to be safe."""
    try:
        channel.basic_publish(letter.exchange, letter.key, letter.body, properties, mandatory=letter.mandatory)
    except UnroutableError:
        return False
    except (NackError, AMQPError) as error:
        remedy = "look at the broker's memory, disk and nodes, then try again; nothing is lost"
        raise Trouble(f"the broker did not take {letter.id}", remedy) from error
    return True


def _take(channel: Any, service: str, queue: str) -> Taken | None:
    method, properties, body = channel.basic_get(queue)
    if method is None:
        return None
    message = Parked(service, body, dict(properties.headers or {}), properties)
    return Taken(message, method.delivery_tag, channel)


def _give_back(channel: Any, found: Sequence[Taken]) -> None:
    """All at once and in order; where the connection is gone, the broker has done it already."""
    try:
        held = [one.tag for one in found if not one.settled]
        if channel.is_open and held:
            channel.basic_nack(held[-1], multiple=True, requeue=True)  # the broker knows no tag that was settled
        if channel.is_open:
            channel.close()
    except AMQPError as error:
        raise Trouble("the broker went away", "try again; what was not settled is parked as before") from error


@contextmanager
def parking(uri: str) -> Iterator[Parking]:
    """A connection for the time of one command."""
    opened = Parking(uri)
    try:
        yield opened
    finally:
        opened.close()

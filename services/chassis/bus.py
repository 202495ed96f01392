"""One connection to the broker: the only importer of amqp.

`topology.py` says what is declared, `publisher.py` sends for many callers over one of these, `host.py` receives.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp
from amqp.exceptions import AMQPError

from services.chassis import clock, crash_points
from services.chassis.errors import Unavailable
from services.chassis.frames import Writer
from services.chassis.sheaves import fitting

CONNECT_WITHIN = 5.0
CONFIRM_WITHIN = 15.0
"""Seconds without one more confirm, or without any word, after which a broker is taken for gone."""

GOODBYE_WITHIN = 1.0
HEARTBEAT = 30


@dataclass(slots=True)  # not frozen, like `Message`
class Outgoing:
    """A message on its way out. `mandatory`: it must reach a queue, or the sender is told. `carries`: of a sheaf."""

    exchange: str
    routing_key: str
    body: bytes
    id: str = ""
    mandatory: bool = True
    headers: Mapping[str, Any] = field(default_factory=dict)
    carries: Sequence[str] = ()


@dataclass(slots=True)  # not frozen, like `Message`
class Delivery:
    """A message off a queue. `redelivered`: somebody had it before and did not acknowledge it."""

    body: bytes
    tag: int
    queue: str
    exchange: str
    routing_key: str
    headers: Mapping[str, Any]
    redelivered: bool


@contextmanager
def reachable() -> Iterator[None]:
    """Every failure of the connection means the same to the callers: not now."""
    try:
        yield
    except (AMQPError, OSError) as error:
        raise Unavailable(f"the broker does not answer: {type(error).__name__}: {error}") from error


class Link:
    """A connection with one channel. One thread sends or receives; others may acknowledge."""

    def __init__(self, uri: str) -> None:
        """Connect to an `amqp://user:password@host:port/vhost` address; raises Unavailable."""
        self._arrived: list[Delivery] = []
        self._pending: dict[int, Outgoing] = {}
        self._refused: list[Outgoing] = []
        self._returned: set[str] = set()
        self._sent = 0
        self._confirming = False
        self._writing = threading.Lock()
        with reachable():
            self._writer = Writer()
            self._connection = _connect(uri, self._writer)
            self._socket = self._connection.transport.sock
            self._socket.settimeout(CONFIRM_WITHIN)
            self._channel = self._connection.channel()

    def close(self) -> None:
        """Hang up; a link that is broken already is left as it is, and a silent broker is not waited for."""
        with suppress(AMQPError, OSError):
            self._socket.settimeout(GOODBYE_WITHIN)
            self._connection.close()

    def beat(self) -> None:
        """Keep the connection alive; call about once a second, raises Unavailable when it is dead."""
        with reachable(), self._writing:
            self._connection.heartbeat_tick()

    # --- topology

    def declare_exchange(self, name: str, alternate: str | None = None) -> None:
        """A durable topic exchange; what no queue wants goes to `alternate`."""
        arguments = {"alternate-exchange": alternate} if alternate else {}
        with reachable():
            self._channel.exchange_declare(name, "topic", durable=True, auto_delete=False, arguments=arguments)

    def declare_queue(self, name: str, arguments: Mapping[str, Any] | None = None) -> None:
        """A quorum queue: replicated on a cluster, on disk before it is confirmed."""
        wanted = {"x-queue-type": "quorum", **(arguments or {})}
        with reachable():
            self._channel.queue_declare(name, durable=True, auto_delete=False, arguments=wanted)

    def bind(self, queue: str, exchange: str, pattern: str) -> None:
        """Let the queue take what is published to the exchange with a matching key."""
        with reachable():
            self._channel.queue_bind(queue, exchange, pattern)

    def unbind(self, queue: str, exchange: str, pattern: str) -> None:
        """The queue takes no more of these; what it has, it keeps."""
        with reachable():
            self._channel.queue_unbind(queue, exchange, pattern)

    def depth(self, queue: str) -> int:
        """How many messages are ready in a queue."""
        with reachable():
            return int(self._channel.queue_declare(queue, passive=True).message_count)

    # --- sending

    def send(self, outgoings: Sequence[Outgoing]) -> list[Outgoing]:
        """Publish all, wait until the broker has confirmed all; returns those that no queue took.

        Raises Unavailable when it is not certain that every one is safe: send all again then.
        """
        with reachable():
            self._confirm()
            with self._writer.held():
                for outgoing in outgoings:
                    self._publish(outgoing)
                crash_points.reached("between-publishes", self._writer.halve)
            self._await_confirms()
        returned, self._returned = self._returned, set()
        if self._refused:
            count, self._refused = len(self._refused), []
            raise Unavailable(f"the broker refused {count} messages: has it memory, disk and a majority of its nodes?")
        return [outgoing for outgoing in outgoings if outgoing.id in returned]

    def _await_confirms(self) -> None:
        until = clock.elapsed() + CONFIRM_WITHIN
        while unconfirmed := len(self._pending):
            self._connection.drain_events(timeout=max(0.0, until - clock.elapsed()))
            if len(self._pending) < unconfirmed:
                until = clock.elapsed() + CONFIRM_WITHIN

    def _confirm(self) -> None:
        if self._confirming:
            return
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._settle)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._channel.events["basic_return"].add(self._on_return)
        self._confirming = True

    def _publish(self, outgoing: Outgoing) -> None:
        message = amqp.Message(
            outgoing.body,
            content_type=f"application/cloudevents{'-batch' if outgoing.carries else ''}+json",
            delivery_mode=2,
            message_id=outgoing.id,
            application_headers=dict(outgoing.headers),
        )
        self._sent += 1
        self._pending[self._sent] = outgoing
        self._channel.basic_publish(message, outgoing.exchange, outgoing.routing_key, outgoing.mandatory)

    def _settle(self, tag: int, multiple: bool) -> list[Outgoing]:
        tags = [pending for pending in self._pending if pending <= tag] if multiple else [tag]
        return [self._pending.pop(settled) for settled in tags]

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self._refused.extend(self._settle(tag, multiple))

    def _on_return(self, _error: object, _exchange: str, _key: str, message: Any) -> None:
        self._returned.add(message.properties["message_id"])

    # --- receiving

    def consume(self, queue: str, prefetch: int) -> None:
        """Begin to take messages off a queue, at most `prefetch` unacknowledged at a time."""

        def arrive(message: Any) -> None:
            info = message.delivery_info
            self._arrived.append(
                Delivery(
                    body=message.body.encode() if isinstance(message.body, str) else bytes(message.body),
                    tag=info["delivery_tag"],
                    queue=queue,
                    exchange=info["exchange"],
                    routing_key=info["routing_key"],
                    headers=message.headers or {},  # a foreign client need not send any
                    redelivered=info["redelivered"],
                )
            )

        with reachable():
            self._channel.basic_qos(0, prefetch, False)
            self._channel.basic_consume(queue, callback=arrive)

    def receive(self, limit: int, wait: float, linger: float) -> list[Delivery]:
        """Up to `limit` messages, fewer large ones: waits `wait` seconds for the first, then `linger` for company.

        What is there already is taken in any case: under load a batch is full, however short the linger.
        """
        until = clock.elapsed() + (linger if self._arrived else wait)
        while len(self._arrived) < limit and self._drain(max(0.0, until - clock.elapsed())):
            if len(self._arrived) == 1:
                until = min(until, clock.elapsed() + linger)
        count = fitting((len(one.body) for one in self._arrived), limit)
        batch, self._arrived = self._arrived[:count], self._arrived[count:]
        return batch

    def _drain(self, seconds: float) -> bool:
        """Take in what the broker says next; False when it says nothing for so long."""
        with reachable():
            try:
                self._connection.drain_events(timeout=seconds)
            except TimeoutError:
                return False
        return True

    def acknowledge(self, tag: int, *, through: bool) -> None:
        """This message is dealt with (`through`: and every one before it). Workers may call this side by side."""
        with reachable(), self._writing:
            self._channel.basic_ack(tag, multiple=through)


def _connect(uri: str, writer: Writer) -> Any:
    address = urlsplit(uri)
    connection = amqp.Connection(
        host=f"{address.hostname or 'localhost'}:{address.port or 5672}",
        userid=unquote(address.username or "guest"),
        password=unquote(address.password or "guest"),
        virtual_host=unquote(address.path[1:]) or "/",
        heartbeat=HEARTBEAT,
        connect_timeout=CONNECT_WITHIN,
        frame_writer=writer.frames,
    )
    # Else py-amqp looks into the socket before every single message; an alarm shows as confirms that stay away.
    connection.negotiate_capabilities = {**connection.negotiate_capabilities, "connection.blocked": False}
    connection.connect()
    return connection

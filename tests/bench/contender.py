"""Who runs in the race: how each is laid out, filled and started; and we ourselves."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat

from tests.bench.desk import Address, Desk
from tests.bench.ground import Ground
from tests.bench.letters import EXAMPLE, ROUTING_KEY, bodies
from tests.bench.tickets import contracts


@dataclass(frozen=True, slots=True)
class Lane:
    """Where one lap of one contender takes place: a virtual host of its own, and somebody who looks at it."""

    ground: Ground
    uri: str
    desk: Desk


@dataclass(frozen=True, slots=True)
class Contender:
    """One process that takes from `inbox` and publishes to `outbox`, as often.

    settings: what the bench prints of it. share: how many messages it is given, against ours: the fast get more.
    lay_out declares its queues. address, letters: how and what it is sent; fill, where it must be sent otherwise.
    answers: the attribute in which a result names the message it answers.
    """

    name: str
    settings: str
    inbox: str
    outbox: str
    address: Address
    command: tuple[str, ...]
    lay_out: Callable[[Desk], None]
    environment: Callable[[Lane], Mapping[str, str]]
    letters: Callable[[int], Iterable[bytes]] = lambda count: repeat(EXAMPLE, count)
    fill: Callable[[Lane, int], None] | None = None
    answers: str = "id"
    share: float = 1.0


def _lay_out(desk: Desk) -> None:
    """The service declares the same again; whoever listens to its events is one queue."""
    desk.exchange("commands.national")
    desk.exchange("commands", alternate="commands.national")
    desk.exchange("events")
    for queue in ("tickets.inbox", "results"):
        desk.queue(queue, quorum=True)
    desk.bind("tickets.inbox", "commands.national", "tickets.#")
    desk.bind("results", "events", "tickets.#")


def ours(database_prefix: str | None = None, run: str = "0") -> Contender:
    """The ticket machine as a real service, in a database that nobody has used unless one is named.

    `run` makes the streams of a lap other ones than those that are in the database already.
    """

    def environment(lane: Lane) -> dict[str, str]:
        return {
            "AMQP_URI": lane.uri,
            "MONGODB_URI": lane.ground.store_uri,
            "DATABASE_PREFIX": database_prefix or lane.ground.fresh_name(),
            "CONTRACTS_DIR": str(contracts.write(lane.ground.folder / "contracts")),
            "OTEL_EXPORTER_OTLP_ENDPOINT": lane.ground.collector.endpoint,
        }

    return Contender(
        name="tongban",
        settings="one service process under nameko, quorum queues, batches of 200, contract checked, every commit "
        "stored, confirms, metrics on, every span exported",
        inbox="tickets.inbox",
        outbox="results",
        address=Address(ROUTING_KEY, "commands"),
        command=(sys.executable, "-m", "tests.bench.tickets"),
        lay_out=_lay_out,
        environment=environment,
        letters=lambda count: bodies(count, run),
        answers="causationid",
    )

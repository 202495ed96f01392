"""Who runs in the race: how each is laid out, filled and started; and we ourselves."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.bench.desk import Desk
from tests.bench.ground import Ground
from tests.bench.letters import bodies
from tests.bench.tickets import contracts


@dataclass(frozen=True, slots=True)
class Lane:
    """Where one run of one contender takes place: a virtual host of its own, and somebody who looks at it."""

    ground: Ground
    uri: str
    desk: Desk


@dataclass(frozen=True, slots=True)
class Contender:
    """One process that takes from `inbox` and publishes to `outbox`, as often.

    settings: what the bench prints of it. share: how many messages it is given, against ours: the fast get more.
    lay_out declares its queues; fill puts so many messages into its inbox. properties: of a message sent to it.
    answers: the attribute in which a result names the message it answers.
    """

    name: str
    settings: str
    inbox: str
    outbox: str
    command: tuple[str, ...]
    lay_out: Callable[[Desk], None]
    fill: Callable[[Lane, int], None]
    environment: Callable[[Lane], Mapping[str, str]]
    properties: Mapping[str, str] = field(default_factory=dict)
    answers: str = "id"
    share: float = 1.0


def _lay_out(desk: Desk) -> None:
    """The service declares the same again; whoever listens to its events is one queue."""
    for exchange in ("events", "commands.national"):
        desk.exchange(exchange)
    for queue in ("tickets.inbox", "results"):
        desk.queue(queue, quorum=True)
    desk.bind("results", "events", "tickets.#")


def _fill(lane: Lane, count: int) -> None:
    lane.desk.fill("tickets.inbox", bodies(count), {})


def ours(database_prefix: str | None = None, fill: Callable[[Lane, int], None] = _fill) -> Contender:
    """The ticket machine as a real service, in a database that nobody has used unless one is named."""

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
        command=(sys.executable, "-m", "tests.bench.tickets"),
        lay_out=_lay_out,
        fill=fill,
        environment=environment,
        answers="causationid",
    )

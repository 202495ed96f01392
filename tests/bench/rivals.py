"""What else one could build on, with the settings a fair expert would choose (docs/performance.md says why)."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.local.home import CHECKOUT
from tests.bench.contender import Contender, Lane
from tests.bench.desk import Address, Desk
from tests.bench.letters import EXAMPLE

PEERS = Path(__file__).parent / "peers"
PYTHON = CHECKOUT / ".local" / "bench-venv" / "bin" / "python"
"""The peers' own environment; `installing.py` makes it."""


JSON = {"content_type": "application/json", "content_encoding": "utf-8"}


def nameko(workers: int = 50) -> Contender:
    """Bare nameko: `@event_handler`, which dispatches one event."""
    inbox = "evt-hall-pressed--bare.take"

    def lay_out(desk: Desk) -> None:
        """As nameko declares them itself: what a handler has missed is kept in a classic queue."""
        for exchange in ("hall.events", "bare.events"):
            desk.exchange(exchange)
        for queue in (inbox, "results"):
            desk.queue(queue, quorum=False)
        desk.bind(inbox, "hall.events", "pressed")
        desk.bind("results", "bare.events", "taken")

    return Contender(
        name="nameko",
        settings=f"one process, {workers} workers, durable classic queues (it declares no others), confirms on",
        inbox=inbox,
        outbox="results",
        command=_program("bare_nameko"),
        lay_out=lay_out,
        address=Address(inbox, properties=JSON),
        environment=_told(WORKERS=workers),
    )


def faststream(prefetch: int = 100) -> Contender:
    """FastStream: a subscriber that publishes one message."""
    return Contender(
        name="faststream",
        settings=f"one process on uvloop, quorum queues, {prefetch} messages side by side, confirms on, no logging",
        inbox="faststream.in",
        outbox="faststream.out",
        command=_program("faststream_hop"),
        lay_out=_quorum("faststream.in", "faststream.out"),
        address=Address("faststream.in", properties=JSON),
        environment=_told(PREFETCH=prefetch),
    )


def celery(pool: str = "threads", concurrency: int = 4, prefetch: int = 50) -> Contender:
    """Celery: a task that sends one task."""
    told = _told(POOL=pool, CONCURRENCY=concurrency, PREFETCH=prefetch)

    def fill(lane: Lane, count: int) -> None:
        environment = {**os.environ, **told(lane), "COUNT": str(count)}
        subprocess.run((*_program("celery_hop"), "fill"), env=environment, input=EXAMPLE, check=True)
        lane.desk.until(lambda: lane.desk.holds("celery.in", count), 60.0, "celery.in filled")

    return Contender(
        name="celery",
        settings=f"one process, {concurrency} {pool}, quorum queues, acknowledged late, prefetch {prefetch} each, "
        "confirms on, no events, no results",
        inbox="celery.in",
        outbox="celery.out",
        command=(*_program("celery_hop"), "work"),
        lay_out=_quorum("celery.in", "celery.out"),
        address=Address("celery.in"),
        fill=fill,
        environment=told,
        share=0.5,
    )


def raw(prefetch: int = 1000) -> Contender:
    """py-amqp as fast as it goes: nothing decoded, decided or stored."""
    return Contender(
        name="raw",
        settings=f"one process of py-amqp, quorum queues, prefetch {prefetch}, confirms pipelined",
        inbox="raw.in",
        outbox="raw.out",
        command=_program("raw_amqp"),
        lay_out=_quorum("raw.in", "raw.out"),
        address=Address("raw.in"),
        environment=_told(PREFETCH=prefetch),
        share=4.0,
    )


def _program(name: str) -> tuple[str, ...]:
    return (str(PYTHON), str(PEERS / f"{name}.py"))


def _told(**settings: object) -> Callable[[Lane], Mapping[str, str]]:
    return lambda lane: {"AMQP_URI": lane.uri, **{name: str(value) for name, value in settings.items()}}


def _quorum(*queues: str) -> Callable[[Desk], None]:
    def lay_out(desk: Desk) -> None:
        for queue in queues:
            desk.queue(queue, quorum=True)

    return lay_out

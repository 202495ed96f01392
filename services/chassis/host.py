"""Runs a service under nameko: the only importer of nameko. Started by `run`, never by nameko's own command.

broker ── inbox ──► Inbox entrypoint ── a worker a batch ──► service.handle ──► desk (batch runner)
   └──── effects ─► Effects entrypoint ─ a worker an intent ► service.perform ─► desk (adapters)
"""

import gc
import logging
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from typing import Any, TypeAlias

from nameko.extensions import DependencyProvider, Entrypoint
from nameko.runners import ServiceRunner

from services.chassis import clock, crash_points, logs
from services.chassis.assignments import Batch, Intent
from services.chassis.bus import Delivery, Link
from services.chassis.definition import SIDE_BY_SIDE, Definition
from services.chassis.errors import ChassisError, Unavailable
from services.chassis.runtime import Runtime

log = logging.getLogger(__name__)

Outcome: TypeAlias = "Future[BaseException | None]"
"""What a worker raised, or None."""

WAIT = 0.5
"""Seconds an idle receiver listens before it looks whether it should stop."""

IN_HAND = 5
"""Batches at a time: some wait for the store, some for their confirms, one is decided, and one more arrives."""

PAUSE = 1.0
"""Seconds between tries while the store or the broker is away."""

RUNTIME = "runtime"
"""Where nameko's configuration keeps it for the extensions."""

GRACE = 15.0
"""Seconds that intents in hand are given to end when the service stops."""


class Desk(DependencyProvider):
    """Gives the service its runtime, and keeps its time."""

    def __init__(self, definition: Definition) -> None:
        """The definition is a value; nothing is opened before `setup`."""
        super().__init__()
        self.definition = definition
        self.stopping = False

    def setup(self) -> None:
        """Everything is connected and declared by now: see `run`."""
        self.runtime: Runtime = self.container.config[RUNTIME]

    def start(self) -> None:
        """Begin to keep time, and say what the service asks of itself."""
        self.container.spawn_managed_thread(self._keep_time, identifier="time")
        self.runtime.announce()

    def stop(self) -> None:
        """Keep time no more."""
        self.stopping = True

    def get_dependency(self, worker_ctx: object) -> "Desk":
        """Services call `desk.handle` and `desk.perform`."""
        return self

    def handle(self, batch: Batch) -> None:
        """Handle a batch; when this returns it may be acknowledged."""
        self.runtime.handle(batch.deliveries, again=batch.again)

    def perform(self, intent: Intent) -> None:
        """Carry out one intent; when this returns it may be acknowledged."""
        self.runtime.effects.perform(intent.delivery)

    def _keep_time(self) -> None:
        while not self.stopping:
            self.runtime.tick()
            clock.sleep(PAUSE)


class _Receiver(Entrypoint):
    """Takes deliveries off one queue, for as long as the service runs, over as many connections as that takes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._stopping = False
        self._link: Link | None = None
        self._ended: Future[None] = Future()

    def start(self) -> None:
        """Begin to receive; every desk is set up by now."""
        self.runtime: Runtime = next(one for one in self.container.dependencies if isinstance(one, Desk)).runtime
        self.runtime.health.checks[type(self).__name__.lower()] = self._fault
        self.container.spawn_managed_thread(self._receive, identifier=type(self).__name__)

    def stop(self) -> None:
        """Finish what is in hand, then hang up."""
        self._stopping = True
        self._ended.result()

    def _fault(self) -> str | None:
        return None if self._link else "not connected to the broker"

    def _receive(self) -> None:
        while not self._stopping:
            try:
                self._link = Link(self.runtime.common.amqp_uri)
                self._take(self._link)
            except Unavailable as error:
                log.warning("%s", error)
                clock.sleep(PAUSE)
            finally:
                self._hang_up()
        self._ended.set_result(None)

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None

    def _take(self, link: Link) -> None:
        raise NotImplementedError

    def _work(self, given: Batch | Intent) -> Outcome:
        """Let a nameko worker do it."""
        outcome: Outcome = Future()

        def finished(_context: object, result: Any, exc_info: Any) -> tuple[Any, None]:
            outcome.set_result(exc_info[1] if exc_info else None)
            return result, None

        self.container.spawn_worker(self, (given,), {}, handle_result=finished)
        return outcome


class Inbox(_Receiver):
    """Batches of commands and events: one worker a batch, acknowledged as a whole, in the order they came."""

    def _take(self, link: Link) -> None:
        beaten = clock.elapsed()
        link.consume(self.runtime.place.inbox, prefetch=(IN_HAND + 1) * self.runtime.batch)
        in_hand: deque[tuple[list[Delivery], Outcome]] = deque()
        while in_hand or not self._stopping:
            deliveries = [] if self._stopping else self._next(link, 0.0 if in_hand else WAIT)
            if deliveries:
                in_hand.append((deliveries, self._work(Batch(deliveries, again=False))))
            if in_hand and (len(in_hand) == IN_HAND or not deliveries):
                self._settle(link, *in_hand.popleft())
            if clock.elapsed() - beaten > PAUSE:
                beaten = clock.elapsed()
                link.beat()

    def _next(self, link: Link, wait: float) -> list[Delivery]:
        return link.receive(self.runtime.batch, wait, self.runtime.common.linger_ms / 1000)

    def _settle(self, link: Link, deliveries: list[Delivery], work: Outcome) -> None:
        while error := work.result():
            if not isinstance(error, Unavailable):
                raise error
            log.warning("the batch waits: %s", error, extra={"queue": self.runtime.place.inbox})
            self.runtime.metrics.paused(self.runtime.place.inbox)
            clock.sleep(PAUSE)
            if self._stopping:
                raise error  # neither this batch nor one behind it is acknowledged: whoever comes next is given them
            link.beat()
            work = self._work(Batch(deliveries, again=True))
        crash_points.reached("before-acknowledge")
        link.acknowledge(deliveries[-1].tag, through=True)


class Effects(_Receiver):
    """Intents: one worker each, side by side, acknowledged one by one."""

    def _take(self, link: Link) -> None:
        """An intent that could not be settled stays unacknowledged: hanging up gives it back to the queue."""
        link.consume(self.runtime.place.effects, prefetch=SIDE_BY_SIDE)
        failed, in_hand = threading.Event(), set[Outcome]()
        while not (self._stopping or failed.is_set()):
            for delivery in link.receive(SIDE_BY_SIDE, WAIT, 0.0):
                work = self._work(Intent(delivery))
                in_hand.add(work)
                work.add_done_callback(in_hand.discard)
                work.add_done_callback(partial(self._settle, link, delivery, failed))
            link.beat()
        wait(in_hand, GRACE if self._stopping else PAUSE)

    def _settle(self, link: Link, delivery: Delivery, failed: threading.Event, work: Outcome) -> None:
        error = work.result()
        if error is None:
            try:
                crash_points.reached("before-acknowledge")
                link.acknowledge(delivery.tag, through=False)
            except Unavailable as unavailable:
                error = unavailable
        if error is not None:
            log.warning("the intent waits: %s", error, extra={"queue": delivery.queue})
            failed.set()


inbox: Callable[..., Any] = Inbox.decorator
effects: Callable[..., Any] = Effects.decorator


def run(service: type[Any]) -> None:
    """Run one service until SIGTERM or SIGINT; a setting that is missing, or a bug here, ends it with exit code 1."""
    logs.configure(service.name, os.environ.get("LOG_LEVEL", "INFO"))
    stop, died = threading.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        runner = ServiceRunner({"max_workers": SIDE_BY_SIDE + 8, RUNTIME: _opened(service.desk.definition)})
        runner.add_service(service)
        runner.start()
        gc.freeze()  # what is there by now stays: to look through it again and again was a fifth of the work
        threading.Thread(target=_watch, args=(runner, stop, died), daemon=True).start()
        while not stop.wait(WAIT):
            pass
        runner.stop()
    except ChassisError as error:
        log.error("%s: %s", service.name, error)  # noqa: TRY400 - one line is what the operator needs
        sys.exit(1)
    if died.is_set():
        sys.exit(1)


def _opened(definition: Definition) -> Runtime:
    """Connect, declare, open the health port: before nameko, which would print whatever goes wrong in its own way."""
    runtime = Runtime(definition, os.environ)
    runtime.declare()
    runtime.serve_health()
    return runtime


def _watch(runner: ServiceRunner, stop: threading.Event, died: threading.Event) -> None:
    """A service that has died must not stay behind as a process that looks alive; whoever started it starts it anew."""
    try:
        runner.wait()
    except Exception:
        log.exception("the service has died")
        died.set()
    stop.set()

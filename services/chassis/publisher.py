"""Sends for many callers over one link: whatever waits goes out together, pipelined, and is confirmed together."""

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from services.chassis.bus import Link, Outgoing
from services.chassis.errors import Unavailable

TOGETHER = 2_000
"""Messages at most in one go: bounds what must be sent again after a broken connection."""

IDLE_BEAT = 5.0


class Publisher:
    """`publish` returns when the broker holds every message; until then nothing is promised."""

    def __init__(self, uri: str) -> None:
        """Starts its own thread; connects when there is something to send, and again when the link broke."""
        self._uri = uri
        self._link: Link | None = None
        self._waiting: queue.Queue[tuple[Sequence[Outgoing], Future[list[Outgoing]]] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
        self._thread.start()

    def publish(self, outgoings: Sequence[Outgoing]) -> list[Outgoing]:
        """Send and wait for the confirms; returns the mandatory ones that no queue takes (nobody serves them yet).

        Raises Unavailable when it is not certain that all are safe: send all again then.
        """
        return self.publish_soon(outgoings).result() if outgoings else []

    def publish_soon(self, outgoings: Sequence[Outgoing]) -> "Future[list[Outgoing]]":
        """The same, for callers that wait in their own way."""
        done: Future[list[Outgoing]] = Future()
        self._waiting.put((outgoings, done))
        return done

    def close(self) -> None:
        """Send what waits, then stop."""
        self._waiting.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while True:
            try:
                first = self._waiting.get(timeout=IDLE_BEAT)
            except queue.Empty:
                self._beat()
                continue
            if first is None:
                break
            self._send([first, *self._others(len(first[0]))])
        self._drop_link()

    def _others(self, count: int) -> list[tuple[Sequence[Outgoing], "Future[list[Outgoing]]"]]:
        others = []
        while count < TOGETHER:
            try:
                other = self._waiting.get_nowait()
            except queue.Empty:
                break
            if other is None:
                self._waiting.put(None)
                break
            others.append(other)
            count += len(other[0])
        return others

    def _send(self, asked: list[tuple[Sequence[Outgoing], "Future[list[Outgoing]]"]]) -> None:
        # A caller who gave up meanwhile wants nothing sent, and must not be answered.
        requests = [(outgoings, done) for outgoings, done in asked if done.set_running_or_notify_cancel()]
        try:
            self._link = self._link or Link(self._uri)
            unroutable = self._link.send([outgoing for outgoings, _ in requests for outgoing in outgoings])
        except Exception as error:  # noqa: BLE001 - every caller must learn of it; it is raised in their threads
            self._drop_link()
            refusal = error if isinstance(error, Unavailable) else Unavailable(f"publishing failed: {error!r}")
            for _, done in requests:
                done.set_exception(refusal)
            return
        lost = {outgoing.id for outgoing in unroutable}
        for outgoings, done in requests:
            done.set_result([outgoing for outgoing in outgoings if outgoing.id in lost])

    def _beat(self) -> None:
        if self._link is None:
            return
        try:
            self._link.beat()
        except Unavailable:
            self._drop_link()

    def _drop_link(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None

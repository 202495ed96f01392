"""Listens to what the catalogue answers, from before something is sent until it is told to stop."""

import threading
from collections.abc import Container
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import pika

from deploy.local.trouble import Trouble
from services.chassis import codec
from services.chassis.envelope import each

PUBLISHED, REFUSED = "catalogue.item-published.v1", "catalogue.item-refused.v1"
LOOKS_UP_EVERY = 0.2
"""Seconds without an answer after which it looks whether it should stop."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which message was refused, and why."""

    cause: str
    text: str


class Answers:
    """A queue of one's own, emptied by a thread of one's own as long as the context lasts.

    causes: the messages that were answered; `refusals`: of these, those that were refused.
    """

    def __init__(self, uri: str, ours: Container[str]) -> None:
        """Bind it, so that nothing said from now on is missed; `ours` are the ids of the messages that we send."""
        parameters = pika.URLParameters(uri)
        parameters.heartbeat = 0  # while much is decided nobody may find the time to beat
        self._ours, self._fault, self._stopping = ours, list[Exception](), threading.Event()
        self._connection = pika.BlockingConnection(parameters)
        self._channel = self._connection.channel()
        self._queue = self._channel.queue_declare("", exclusive=True).method.queue
        for said in (PUBLISHED, REFUSED):
            self._channel.queue_bind(self._queue, "events", f"{said}.#")
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.causes, self.refusals = set[str](), list[Refusal]()

    def __enter__(self) -> "Answers":
        """Begin to listen."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up; the queue goes with it."""
        self._stopping.set()
        self._thread.join()

    def count(self) -> int:
        """How many of our messages were answered so far; Trouble where no more can be heard."""
        if self._fault:
            remedy = "look at the broker, then import again; what is there already is left alone"
            raise Trouble(f"the answers cannot be heard ({type(self._fault[0]).__name__})", remedy) from self._fault[0]
        return len(self.causes)

    def _listen(self) -> None:
        try:
            heard = self._channel.consume(self._queue, auto_ack=True, inactivity_timeout=LOOKS_UP_EVERY)
            for method, _, body in heard:
                if self._stopping.is_set():
                    break
                if method is not None:
                    self._note(method.routing_key, body)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is heard from here on; `count` raises it
            self._fault.append(error)
        finally:
            if self._connection.is_open:
                self._connection.close()

    def _note(self, key: str, body: bytes) -> None:
        for said in map(codec.decode, each(body)):
            cause = said["causationid"]
            if cause not in self._ours or cause in self.causes:
                continue
            if key.startswith(REFUSED):
                self.refusals.append(Refusal(cause, _told(said["data"])))
            self.causes.add(cause)


def _told(data: dict[str, Any]) -> str:
    faults = [f"{one['field']} must be {one['rule']}. {one['remedy']}" for one in data.get("faults", ())]
    return " ".join([data["reason"], *faults])

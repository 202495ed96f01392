"""Listens to what the catalogue refuses, from before something is sent until it is asked."""

import json
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import pika

REFUSED = "catalogue.item-refused.v1.#"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which message was refused, and why."""

    cause: str
    text: str


class Refusals:
    """A queue of one's own, for as long as the connection lasts."""

    def __init__(self, uri: str) -> None:
        """Bind it, so that nothing said from now on is missed."""
        parameters = pika.URLParameters(uri)
        parameters.heartbeat = 0  # nobody looks after this connection while a large file is sent
        self._connection = pika.BlockingConnection(parameters)
        self._channel = self._connection.channel()
        self._queue = self._channel.queue_declare("", exclusive=True).method.queue
        self._channel.queue_bind(self._queue, "events", REFUSED)

    def __enter__(self) -> "Refusals":
        """As it is."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up; the queue goes with it."""
        if self._connection.is_open:
            self._connection.close()

    def heard(self) -> list[Refusal]:
        """Everything that was refused so far."""
        found = list[Refusal]()
        while True:
            method, _, body = self._channel.basic_get(self._queue, auto_ack=True)
            if method is None:
                return found
            found.append(_refusal(json.loads(body)))


def _refusal(said: dict[str, Any]) -> Refusal:
    data = said["data"]
    faults = [f"{one['field']} must be {one['rule']}. {one['remedy']}" for one in data.get("faults", ())]
    return Refusal(said["causationid"], " ".join([data["reason"], *faults]))

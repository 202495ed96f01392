"""What monitoring staff see: the only importer of prometheus_client. Seconds, totals, `province` bounded."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_NORTH = ("11", "12", "13", "14", "15", "21", "22", "23")
_EAST = ("31", "32", "33", "34", "35", "36", "37")
_MIDDLE_AND_SOUTH = ("41", "42", "43", "44", "45", "46")
_WEST = ("50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "66")
PROVINCES = frozenset({*_NORTH, *_EAST, *_MIDDLE_AND_SOUTH, *_WEST, "71", "81", "82", "00"})
"""First two digits of GB/T 2260; anything else is counted as `other`, so that nobody can flood the labels."""

BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500)

MESSAGES = "Messages handled, by what became of them."
SECONDS = "From taking a batch to acknowledging it."
SIZE = "Bodies a batch: messages, or sheaves of several."
AGE = "How long the oldest commit has waited with a message that no queue takes."
PAUSES = "Times a batch had to wait because the store or the broker was away."
EXPIRY = "When a key ends, or its certificate, in seconds since 1970."
REQUESTS = "From taking an HTTP request to the end of its answer."
"""What monitoring staff read beside each figure."""

BY_OUTCOME = ("service", "type", "province", "outcome")
BY_QUEUE = ("service", "queue")
BY_ROUTE = ("service", "method", "route", "status")

CONTENT_TYPE = CONTENT_TYPE_LATEST


def province_label(province: str) -> str:
    """The label value for a province: its six digits, or `other`."""
    return province if province[:2] in PROVINCES and province[2:] == "0000" else "other"


class Metrics:
    """One service's figures."""

    def __init__(self, service: str) -> None:
        """Every figure carries the service's name."""
        self.registry = CollectorRegistry()
        self._service = service
        self._messages = Counter("tongban_messages_total", MESSAGES, BY_OUTCOME, registry=self.registry)
        self._seconds = Histogram("tongban_batch_seconds", SECONDS, BY_QUEUE, registry=self.registry)
        self._size = Histogram("tongban_batch_messages", SIZE, BY_QUEUE, buckets=BATCHES, registry=self.registry)
        self._age = Gauge("tongban_outbox_age_seconds", AGE, ["service"], registry=self.registry)
        self._expiry = Gauge("tongban_key_expiry_timestamp_seconds", EXPIRY, ["service", "key"], registry=self.registry)
        self._pauses = Counter("tongban_pauses_total", PAUSES, BY_QUEUE, registry=self.registry)
        self._requests = Histogram("tongban_http_request_seconds", REQUESTS, BY_ROUTE, registry=self.registry)

    def handled(self, outcomes: Iterable[tuple[str, str, str]]) -> None:
        """Count messages by (type, province, outcome); one increment for all alike."""
        for (message_type, province, outcome), count in Tally(outcomes).items():
            self._messages.labels(self._service, message_type, province_label(province), outcome).inc(count)

    def batch(self, queue: str, size: int, seconds: float) -> None:
        """A batch was acknowledged."""
        self._size.labels(self._service, queue).observe(size)
        self._seconds.labels(self._service, queue).observe(seconds)

    def paused(self, queue: str) -> None:
        """A batch waits for the store or the broker."""
        self._pauses.labels(self._service, queue).inc()

    def outbox_age(self, seconds: float) -> None:
        """How long the oldest of what no queue takes has waited; nought when all is sent."""
        self._age.labels(self._service).set(seconds)

    def keys_end(self, ends: Mapping[str, datetime]) -> None:
        """Until when each key may be used, and no other key is there; whoever watches subtracts the present."""
        self._expiry.clear()
        for key, at in ends.items():
            self._expiry.labels(self._service, key).set(at.timestamp())

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """An HTTP request was answered. `route` is the pattern, for example /cases/{case}."""
        self._requests.labels(self._service, method, route, str(status)).observe(seconds)

    def exposition(self) -> bytes:
        """The text that Prometheus scrapes."""
        return generate_latest(self.registry)

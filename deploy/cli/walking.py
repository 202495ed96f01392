"""Reads a whole store, stream by stream: what `verify` and the main job's audit stand on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from services.chassis import clock
from services.chassis.commits import faults
from services.chassis.store import Store

PREFIX = "tongban"


@dataclass(slots=True)
class Walked:
    """One service's store: its streams' events in order, what is wrong with them, what is not sent yet."""

    service: str
    commits: int = 0
    events: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    open_batches: int = 0

    def of(self, stream: str, event: str) -> list[dict[str, Any]]:
        """The data of one kind of event in one stream."""
        return [data for name, data in self.events.get(stream, []) if name == event]


def walk(uri: str, service: str, *, keep_events: bool = True) -> Walked:
    """Read every commit of a service: versions without gaps, hash chains, and the batches still open."""
    store = Store.open(uri, f"{PREFIX}_{service}")
    walked = Walked(service, open_batches=len(store.open_batches(clock.now_millis())))
    for stream in store.walk():
        walked.commits += len(stream)
        walked.faults.extend(faults(stream))
        if keep_events:
            told = [(event["type"], event["data"]) for commit in stream for event in commit["events"]]
            walked.events[stream[0]["stream"]] = told
    return walked


def services(uri: str) -> Iterator[str]:
    """Every service that has a store there, provincial ones (`payments_530000`) included."""
    for name in Store.databases(uri):
        prefix, _, service = name.partition("_")
        if prefix == PREFIX and service:
            yield service

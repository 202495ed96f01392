"""Reads a whole store, stream by stream: what `verify` and the main job's audit stand on."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from deploy.local.probe import wait_until
from deploy.local.trouble import Trouble
from services.chassis.commits import faults
from services.chassis.store import Store
from services.chassis.timekeeper import SWEEP_AFTER

PREFIX = "tongban"

SETTLES_WITHIN = SWEEP_AFTER + 10
"""Seconds; what a queue takes only later waits for the sweeper."""

END_OF_TIME = 2**53
"""Later than any stamp, so everything was tried before it."""


@dataclass(slots=True)
class Walked:
    """One service's store: its streams' events in order, what is wrong with them, what is not sent yet."""

    service: str
    commits: int = 0
    events: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unsent: int = 0

    def of(self, stream: str, event: str) -> list[dict[str, Any]]:
        """The data of one kind of event in one stream."""
        return [data for name, data in self.events.get(stream, []) if name == event]


@contextmanager
def opened(uri: str, service: str) -> Iterator[Store]:
    """A service's store, to look at; nothing is made where there is none."""
    store = Store.connect(uri, f"{PREFIX}_{service}")
    with closing(store):
        yield store


def walk(uri: str, service: str, *, keep_events: bool = True) -> Walked:
    """Read every commit of a service: versions without gaps, hash chains, and how many are unsent."""
    with opened(uri, service) as store:
        walked = Walked(service, unsent=unsent(store))
        for stream in store.walk():
            walked.commits += len(stream)
            walked.faults.extend(faults(stream))
            if keep_events:
                told = [(event["type"], event["data"]) for commit in stream for event in commit["events"]]
                walked.events[stream[0]["stream"]] = told
    return walked


def unsent(store: Store) -> int:
    """How many commits have a message that no queue takes, counted up to a hundred: one is a fault already."""
    return len(store.unsent(END_OF_TIME))


def settled(uri: str, names: Sequence[str], within: float = SETTLES_WITHIN) -> bool:
    """Wait until these services have sent all that they have committed; False if that takes longer."""

    def all_sent() -> bool:
        for name in names:
            with opened(uri, name) as store:
                if unsent(store):
                    return False
        return True

    return wait_until(all_sent, within)


def services(uri: str, wanted: Sequence[str] | None = None) -> list[str]:
    """Every service that has a store there, provincial ones (`payments_530000`) included; or those that are wanted.

    Trouble for a service that has none.
    """
    split = (name.partition("_") for name in Store.databases(uri))
    known = sorted(service for prefix, _, service in split if prefix == PREFIX and service)
    if unknown := sorted(set(wanted or ()) - set(known)):
        remedy = f"say one of {', '.join(known)}" if known else "type `tongban up`; nothing ran here yet"
        raise Trouble(f"there is no store of {', '.join(unknown)}", remedy)
    return list(wanted or known)

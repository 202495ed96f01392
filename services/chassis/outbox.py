"""Sends what was committed, and what could not be handled; closes batches when the broker holds it all."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from services.chassis import clock, crash_points
from services.chassis.bus import Outgoing
from services.chassis.commits import Commit
from services.chassis.errors import Unavailable
from services.chassis.outgoing import Speaker
from services.chassis.rounds import Decision
from services.chassis.stored import OpenBatch


class Sends(Protocol):
    """A publisher: returns the mandatory messages that no queue takes."""

    def publish(self, outgoings: Sequence[Outgoing]) -> list[Outgoing]: ...  # noqa: D102 - see publisher.py


class Ledger(Protocol):
    """What the outbox needs of a store."""

    def commits(self, ids: Sequence[str]) -> list[Commit]: ...  # noqa: D102 - see store.py
    def close_batches(self, ids: Sequence[str]) -> None: ...  # noqa: D102
    def open_batches(self, before: int, limit: int = 100) -> list[OpenBatch]: ...  # noqa: D102
    def drop_deadlines(self, ids: Sequence[str]) -> None: ...  # noqa: D102


class Outbox:
    """Everything a service sends leaves through here, with confirms."""

    def __init__(self, store: Ledger, publisher: Sends, speaker: Speaker) -> None:
        """The speaker knows every message's address."""
        self._store, self._publisher, self._speaker = store, publisher, speaker

    def finish(self, batches: Sequence[str], decisions: Sequence[Decision], others: Sequence[Outgoing]) -> None:
        """Send the commits' messages and `others`, close the batches, forget the deadlines that were met.

        A batch with a message that nobody takes yet stays open: the sweeper offers it again.
        """
        unroutable = self._publisher.publish([*self._said(one.commit for one in decisions), *others])
        stuck = self._batches_of(decisions, {outgoing.id for outgoing in unroutable})
        closed = [batch for batch in batches if batch not in stuck]
        if closed:
            crash_points.reached("before-mark")
            self._store.close_batches(closed)
        if met := [one["_id"] for decision in decisions for one in decision.met]:
            self._store.drop_deadlines(met)

    def said(self, commits: Iterable[Commit]) -> list[Outgoing]:
        """The messages of commits, addressed: for sending again."""
        return self._said(commits)

    def send(self, outgoings: Sequence[Outgoing]) -> None:
        """Send what no commit keeps; raises Unavailable unless every one reached a queue."""
        if unroutable := self._publisher.publish(outgoings):
            raise Unavailable(f"no queue takes {unroutable[0].routing_key}")

    def sweep(self, older_than: float) -> int:
        """Send again what crashed or unroutable batches left; returns how many batches are still open."""
        left = self._store.open_batches(clock.now_millis() - round(older_than * 1000))
        for batch in left:
            commits = [commit for commit in self._store.commits(batch["commits"]) if commit["batch"] == batch["_id"]]
            if not self._publisher.publish(self._said(commits)):
                self._store.close_batches([batch["_id"]])
        return len(left)

    def _said(self, commits: Iterable[Commit]) -> list[Outgoing]:
        return [self._speaker.address_stored(message) for commit in commits for message in commit["outbox"]]

    def _batches_of(self, decisions: Sequence[Decision], ids: set[str]) -> set[str]:
        if not ids:
            return set()
        return {one.commit["batch"] for one in decisions if any(said["id"] in ids for said in one.commit["outbox"])}

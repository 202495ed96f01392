"""Sends what was committed, and what could not be handled; notes what no queue takes, and offers it again."""

from collections.abc import Sequence
from typing import Protocol

from services.chassis import clock, crash_points
from services.chassis.bus import Outgoing
from services.chassis.commits import Commit
from services.chassis.errors import Unavailable
from services.chassis.outgoing import Speaker
from services.chassis.rounds import Decision


class Sends(Protocol):
    """A publisher: returns the mandatory messages that no queue takes."""

    def publish(self, outgoings: Sequence[Outgoing]) -> list[Outgoing]: ...  # noqa: D102 - see publisher.py


class Ledger(Protocol):
    """What the outbox needs of a store."""

    def commits(self, ids: Sequence[str]) -> list[Commit]: ...  # noqa: D102 - see store.py
    def put_unsent(self, ids: Sequence[str], now: int) -> None: ...  # noqa: D102
    def put_off_unsent(self, ids: Sequence[str], now: int) -> None: ...  # noqa: D102
    def drop_unsent(self, ids: Sequence[str]) -> None: ...  # noqa: D102
    def unsent(self, before: int, limit: int = 100) -> list[str]: ...  # noqa: D102
    def drop_deadlines(self, ids: Sequence[str]) -> None: ...  # noqa: D102


class Outbox:
    """Everything a service sends leaves through here, with confirms."""

    def __init__(self, store: Ledger, publisher: Sends, speaker: Speaker) -> None:
        """The speaker knows every message's address."""
        self._store, self._publisher, self._speaker = store, publisher, speaker

    def finish(self, decisions: Sequence[Decision], repeated: Sequence[Commit]) -> None:
        """Send the messages of new commits and of `repeated` ones; forget the deadlines that were met.

        When this returns, what caused them may be acknowledged: the broker has every message, and what no queue
        takes yet is noted for the sweeper (see docs/adr/0016).
        """
        commits = [*(one.commit for one in decisions), *repeated]
        if not commits:
            return
        stuck = self._offer(commits)
        crash_points.reached("after-publish")
        if stuck:
            self._store.put_unsent(stuck, clock.now_millis())
        if met := [one["_id"] for decision in decisions for one in decision.met]:
            self._store.drop_deadlines(met)

    def send(self, outgoings: Sequence[Outgoing]) -> None:
        """Send what no commit keeps; raises Unavailable unless every one reached a queue."""
        if unroutable := self._publisher.publish(outgoings):
            raise Unavailable(f"no queue takes {unroutable[0].routing_key}")

    def sweep(self, older_than: float) -> int:
        """Offer again what was last offered so many seconds ago; returns how many commits that were.

        Who is refused once more goes behind the others, so that nobody waits for those whom nobody takes.
        """
        now = clock.now_millis()
        due = self._store.unsent(now - round(older_than * 1000))
        if due:
            commits = self._store.commits(due)
            sent = {commit["_id"] for commit in commits}.difference(self._offer(commits))
            self._store.drop_unsent(list(sent))
            self._store.put_off_unsent([one for one in due if one not in sent], now)
        return len(due)

    def _offer(self, commits: Sequence[Commit]) -> list[str]:
        """Send the messages of these commits; returns the ids of those with one that no queue takes."""
        outgoings = self._speaker.address_all(message for commit in commits for message in commit["outbox"])
        refused = {one for outgoing in self._publisher.publish(outgoings) for one in outgoing.carries or (outgoing.id,)}
        return [one["_id"] for one in commits if refused and any(said["id"] in refused for said in one["outbox"])]

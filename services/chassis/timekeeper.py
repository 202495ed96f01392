"""Sends the commands whose deadline has come, and offers again what no queue took. Nothing scans every case."""

from typing import Protocol

from services.chassis import clock
from services.chassis.envelope import Message, from_mapping
from services.chassis.metrics import Metrics
from services.chassis.outbox import Outbox
from services.chassis.outgoing import Speaker
from services.chassis.stored import DeadlineDocument

AT_ONCE = 200
"""Deadlines a round."""

SWEEP_AFTER = 20.0
"""Seconds between two offers of what no queue takes."""


class Waits(Protocol):
    """What the timekeeper needs of a store."""

    def due_deadlines(self, now: int, limit: int) -> list[DeadlineDocument]: ...  # noqa: D102 - see store.py
    def drop_deadlines(self, ids: list[str]) -> None: ...  # noqa: D102
    def unsent_since(self) -> int | None: ...  # noqa: D102


class Timekeeper:
    """Every replica may run one: a deadline's command has a derived id, so twice is once."""

    def __init__(self, store: Waits, outbox: Outbox, speaker: Speaker, metrics: Metrics) -> None:
        """Nothing happens until `tick`."""
        self._store, self._outbox, self._speaker, self._metrics = store, outbox, speaker, metrics

    def tick(self) -> int:
        """Send what is due: one find, and if there is any one publish and one delete. Returns how many."""
        due = self._store.due_deadlines(clock.now_millis(), AT_ONCE)
        if due:
            self._outbox.send([self._speaker.address(self._timed(deadline)) for deadline in due])
            self._store.drop_deadlines([deadline["_id"] for deadline in due])
        return len(due)

    def _timed(self, deadline: DeadlineDocument) -> Message:
        return from_mapping({**deadline["message"], "time": clock.now_stamp()})

    def sweep(self) -> None:
        """Offer again what no queue took SWEEP_AFTER seconds ago; report for how long the oldest of it has waited."""
        self._outbox.sweep(SWEEP_AFTER)
        since = self._store.unsent_since()
        self._metrics.outbox_age(0.0 if since is None else (clock.now_millis() - since) / 1000)

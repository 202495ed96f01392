"""The batch runner: the only way a message is handled (design: section 6).

Cost of a full batch, whatever its size: at most one find, one insert of deadlines, one insert of all commits, one
pipelined publish, one delete of deadlines; and for views a find, an insert and an update each. What no queue takes
costs one insert more. A crash between any two is harmless: see the tests of crash points.
"""

import logging
import threading
from collections.abc import Sequence
from typing import Any

from services.chassis import crash_points
from services.chassis.bus import Delivery
from services.chassis.definition import Fact
from services.chassis.errors import Unavailable
from services.chassis.fates import Fate, fate_of
from services.chassis.intake import Failure, Intake, Reader, Work, apart, tries
from services.chassis.metrics import Metrics
from services.chassis.outbox import Outbox
from services.chassis.projections import Projector
from services.chassis.returns import Returns
from services.chassis.rounds import Rounds, Settled
from services.chassis.turns import Turns

log = logging.getLogger(__name__)


class BatchRunner:
    """Handles batches of deliveries; when `handle` returns, all of them may be acknowledged."""

    def __init__(  # noqa: PLR0913, PLR0917 - the five steps of a batch, and what counts them
        self, reader: Reader, rounds: Rounds, projector: Projector, outbox: Outbox, returns: Returns, metrics: Metrics
    ) -> None:
        """`facts` are set afterwards because they read views of the same service."""
        self._reader, self._rounds, self._projector = reader, rounds, projector
        self._outbox, self._returns, self._metrics = outbox, returns, metrics
        self.facts: dict[type[Any], Fact] = {}
        self._turns = Turns()
        # One batch looks into views at a time, in the order they came: what was noted before, its facts are to know.
        self._viewing = threading.Lock()

    def handle(self, deliveries: Sequence[Delivery], *, again: bool = False) -> None:
        """Handle all; raises Unavailable: then hand in the same batch with `again`.

        A bug outside the deciders (a view, a fact) is narrowed down to its message by handling one by one.
        """
        try:
            self._handle(deliveries, again)
        except Unavailable:
            raise
        except Exception as error:
            singles = deliveries if len(deliveries) > 1 else apart(deliveries[0])
            if len(singles) > 1:
                log.exception("a batch of %d failed; handling one by one", len(singles))
                for delivery in singles:
                    self.handle([delivery], again=True)
                return
            self._give_back([Failure(deliveries[0], error)])

    def _handle(self, deliveries: Sequence[Delivery], again: bool) -> None:
        """Decode, note, complete with facts, decide and commit, send."""
        intake = self._reader.read(deliveries, again=again)
        with self._viewing:
            self._projector.note(intake.noted)
            if intake.noted:
                crash_points.reached("after-note")
            works = self._with_facts(intake)
        with self._turns.of(work.stream for work in works) as turn:
            settled = self._rounds.run(works, turn)
            self._book(settled)
        self._outbox.finish(settled.decisions, settled.repeated)
        self._give_back(intake.failures + settled.failures)
        self._count(intake, settled)

    def _book(self, settled: Settled) -> None:
        """What a crash leaves unbooked comes again: nothing of the batch is acknowledged before it is booked."""
        if self._reader.own:
            with self._viewing:
                self._projector.book(self._reader.own, [one.commit for one in settled.decisions] + settled.repeated)

    def _give_back(self, failures: Sequence[Failure]) -> None:
        """Send failed messages to wait or to be parked; count and log them."""
        verdicts = [(failure, fate_of(failure.error, tries(failure.delivery))) for failure in failures]
        self._outbox.send([self._returns.address(failure.delivery, verdict) for failure, verdict in verdicts])
        for failure, verdict in verdicts:
            level = logging.ERROR if verdict.fate is Fate.PARK else logging.INFO
            extra = {"type": self._reader.labels(failure.delivery)[0], "reason": verdict.reason}
            log.log(level, "%s: %s", verdict.fate.value, verdict.error, extra=extra)
        self._metrics.handled(
            (*self._reader.labels(failure.delivery), verdict.fate.value) for failure, verdict in verdicts
        )

    def _with_facts(self, intake: Intake) -> list[Work]:
        """Let the service complete its commands with what deciding needs to know, one call a command class."""
        for kind, complete in self.facts.items():
            concerned = [work for work in intake.works if isinstance(work.command, kind)]
            completed = complete([work.command for work in concerned]) if concerned else ()
            for work, command in zip(concerned, completed, strict=True):
                work.command = command
        return intake.works

    def _count(self, intake: Intake, settled: Settled) -> None:
        done = [(one.work.message.type, one.work.message.province, "done") for one in settled.decisions]
        done += [(work.message.type, work.message.province, "already") for work in settled.nothing]
        done += [(heard.type, heard.province, "ignored") for heard in intake.ignored]
        decided = {work.message.id for work in intake.works}
        # Each delivery once, however many views keep it.
        noted = {id(said): said for _, said in intake.noted if said.id not in decided}
        done += [(said.type, said.province, "noted") for said in noted.values()]
        self._metrics.handled(done)

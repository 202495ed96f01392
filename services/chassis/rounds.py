"""Decide and commit a batch: in rounds, one message a stream, until nothing waits.

A round is: histories (one find for what is not cached), decide, insert all commits at once. While one batch waits for
the store, the next decides on other streams.
A duplicate key means that somebody else wrote the stream: it is read again and decided again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Protocol

from services.chassis import clock, codec, crash_points
from services.chassis.commits import Commit, commit_id, content_digest, seal
from services.chassis.definition import Definition
from services.chassis.envelope import Message, to_mapping
from services.chassis.errors import Malformed, Unavailable
from services.chassis.histories import Histories, History
from services.chassis.intake import Failure, Work
from services.chassis.names import answer_id
from services.chassis.outgoing import Occasion, Speaker
from services.chassis.stored import DeadlineDocument
from services.chassis.tracing import Tracing
from services.chassis.turns import Turn

CONFLICTS = 50
"""Rounds lost to other writers before the batch is given back for a while."""


class Log(Protocol):
    """What rounds need of a store."""

    def load(self, streams: Iterable[str]) -> dict[str, list[Commit]]: ...  # noqa: D102 - see store.py
    def append(self, commits: Sequence[Commit]) -> set[str]: ...  # noqa: D102
    def put_deadlines(self, deadlines: Sequence[DeadlineDocument]) -> None: ...  # noqa: D102


@dataclass(slots=True)
class Decision:
    """A commit in the making; `begun` and `met`: the deadlines that start and end with it."""

    work: Work
    commit: Commit
    state: Any
    begun: list[DeadlineDocument]
    met: list[DeadlineDocument]


@dataclass(slots=True)
class Settled:
    """What a batch's rounds came to. `repeated`: commits of earlier tries whose messages may not have been sent."""

    decisions: list[Decision] = field(default_factory=list)
    repeated: list[Commit] = field(default_factory=list)
    nothing: list[Work] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


class Rounds:
    """Runs batches of work against one service's streams."""

    def __init__(self, definition: Definition, store: Log, speaker: Speaker, tracing: Tracing) -> None:
        """One instance a process: it owns the state cache."""
        self._definition, self._store, self._speaker, self._tracing = definition, store, speaker, tracing
        self._histories = Histories(definition, store)

    def run(self, works: Sequence[Work], turn: Turn) -> Settled:
        """Decide all works in order; returns when each is committed, known already, or failed."""
        settled, waiting, conflicts = Settled(), list(works), 0
        try:
            while waiting:
                now, waiting = _one_per_stream(waiting, turn)
                if not now:
                    turn.wait(work.stream for work in waiting)
                    continue
                lost = self._round(now, settled)
                conflicts += bool(lost)
                if conflicts > CONFLICTS:
                    raise Unavailable(f"{lost[0].stream}: other writers came first {CONFLICTS} times")
                waiting = lost + waiting
        finally:
            self._histories.settle(work.stream for work in works)
        return settled

    def _round(self, works: list[Work], settled: Settled) -> list[Work]:
        """One round; returns the works to decide again on a freshly read stream."""
        histories = self._histories.fetch(work.stream for work in works)
        decisions, stale = list[Decision](), list[Work]()
        for work in works:
            decided = self._decide(work, histories[work.stream], settled)
            if isinstance(decided, Decision):
                decisions.append(decided)
            elif not decided:
                stale.append(work)
        lost = stale + self._commit(decisions, settled)
        self._histories.forget(work.stream for work in lost)
        return lost

    def _decide(self, work: Work, history: History, settled: Settled) -> Decision | bool:
        """A decision; or True when nothing is to be written; or False when the cached state may mislead."""
        asked = history.causes.get(work.message.id)
        if asked is not None:
            return self._known(work, asked, settled)
        try:
            events = list(self._definition.decide(work.command, history.state))
            if events:
                return self._decision(work, history, events)
        except Exception as error:  # noqa: BLE001 - its fate is decided elsewhere; the others go on
            if history.fresh:
                settled.failures.append(Failure(work.delivery, error))
            return history.fresh
        if history.fresh:
            settled.nothing.append(work)
        return history.fresh

    def _known(self, work: Work, asked: str, settled: Settled) -> bool:
        """Committed before. If it was delivered again, its messages may never have left: send them again."""
        if asked and _is_another(work.message, asked):
            rule = f"is that of another message, with other content, which {work.stream} has handled"
            settled.failures.append(Failure(work.delivery, Malformed("id", rule, "Send this one under its own id.")))
            return True
        settled.nothing.append(work)
        if work.redelivered:
            commits = self._store.load([work.stream]).get(work.stream, [])
            settled.repeated.extend(commit for commit in commits if commit["cause"] == work.message.id)
        return True

    def _decision(self, work: Work, history: History, events: list[Any]) -> Decision:
        before, message = history.state, work.message
        after = reduce(self._definition.evolve, events, before)
        at, trace = clock.now_stamp(), self._tracing.hop(message)
        occasion = Occasion(message, history.stream, history.version + 1, at, trace)
        outbox = [to_mapping(said) for said in self._speaker.messages(occasion, events, before, after)]
        commit = seal(
            Commit(
                _id=commit_id(history.stream, occasion.version),
                stream=history.stream,
                version=occasion.version,
                cause=message.id,
                asked=content_digest(message.type, message.data),
                province=message.province,
                case=message.case,
                at=at,
                events=[{"type": type(event).__name__, "data": codec.plain(event)} for event in events],
                outbox=outbox,
                actor=message.actor,
                trace=trace,
                prev=history.hash,
                hash="",
            )
        )
        had, has = ({one["_id"]: one for one in self._speaker.deadlines(occasion, state)} for state in (before, after))
        begun = [one for key, one in has.items() if key not in had]
        met = [one for key, one in had.items() if key not in has]
        return Decision(work, commit, after, begun, met)

    def _commit(self, decisions: list[Decision], settled: Settled) -> list[Work]:
        """Write a round's commits; returns the works whose stream somebody else had written."""
        if not decisions:
            return []
        crash_points.reached("after-decide")
        commits = [decision.commit for decision in decisions]
        # Before the commits: a deadline without its commit asks in vain, a commit without its deadline waits for ever.
        if begun := [deadline for decision in decisions for deadline in decision.begun]:
            self._store.put_deadlines(begun)
        taken = self._store.append(commits)
        crash_points.reached("after-commit")
        for decision in decisions:
            if decision.commit["_id"] not in taken:
                self._histories.advance(decision.commit, decision.state)
                settled.decisions.append(decision)
        return [decision.work for decision in decisions if decision.commit["_id"] in taken]


def _is_another(message: Message, asked: str) -> bool:
    """The outside may answer otherwise when it is asked again; of its answers to one intent the first counts."""
    same = asked == content_digest(message.type, message.data)
    return not same and message.id != answer_id(message.subject, message.cause)


def _one_per_stream(waiting: list[Work], turn: Turn) -> tuple[list[Work], list[Work]]:
    """The first work of each stream that is this batch's, and the rest: two commits of one stream never share an
    insert.
    """
    ours = {stream for stream in {work.stream for work in waiting} if turn.has(stream)}
    now: dict[str, Work] = {}
    rest = [work for work in waiting if work.stream not in ours or now.setdefault(work.stream, work) is not work]
    return list(now.values()), rest

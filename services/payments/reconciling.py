"""The law of the daily reconciliation (对账): our books against the channel's statement, line by line. Pure.

A day's stream is `statement-<channel>-<yyyymmdd>`. Each difference is raised once, as work for a person, however often
the day is compared; comparing moves no money.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TypeAlias, assert_never

from services.chassis.vocabulary import NotYet
from services.payments.events import Event
from services.payments.messages import AwaitStatement, ReconcileDay, RecordStatement, SettleDifference, StatementLine
from services.payments.statement_events import (
    Difference,
    DifferenceFound,
    DifferenceSettled,
    StatementAsked,
    StatementAwaited,
    StatementPageRead,
    StatementReconciled,
)
from services.payments.states import Nothing

BEIJING = timezone(timedelta(hours=8))
MORNING = time(1, 0, tzinfo=BEIJING)
"""When yesterday's statement is asked for: an hour after midnight in Beijing."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one channel, and what was found so far; `settled` are the differences that somebody has seen to."""

    channel: str
    day: str
    runs: int = 0
    found: tuple[Difference, ...] = ()
    settled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Awaiting:
    """The day is not over, or its statement not due."""

    of: Day


@dataclass(frozen=True, slots=True)
class Fetching:
    """The channel is asked for page after page."""

    of: Day
    page: int = 1
    lines: tuple[StatementLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Compared; what was found and not settled is somebody's work."""

    of: Day


Statement: TypeAlias = Awaiting | Fetching | Reconciled
StatementCommand: TypeAlias = AwaitStatement | ReconcileDay | RecordStatement | SettleDifference


def stream_of(channel: str, day: date) -> str:
    """The stream of that day."""
    return f"statement-{channel}-{day:%Y%m%d}"


def day_of(stream: str) -> tuple[str, date]:
    """Channel and day of a stream; raises ValueError for what is none."""
    channel, _, digits = stream.removeprefix("statement-").rpartition("-")
    return channel, date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def due(day: date) -> datetime:
    """When the day can be compared."""
    return datetime.combine(day + timedelta(days=1), MORNING).astimezone(UTC)


def decide(command: StatementCommand, state: Nothing | Statement) -> list[Event]:
    """Say what follows for the day."""
    match command:
        case AwaitStatement():
            return [_awaited(command.subject)] if isinstance(state, Nothing) else []
        case ReconcileDay():
            return _reconcile(command, state)
        case RecordStatement():
            return _record(command, state)
        case SettleDifference():
            return _settle(command, state)
        case _:
            assert_never(command)


def _awaited(stream: str) -> StatementAwaited:
    channel, day = day_of(stream)
    return StatementAwaited(channel, day.isoformat())


def _reconcile(command: ReconcileDay, state: Nothing | Statement) -> list[Event]:
    channel, day = day_of(command.subject)
    if command.at < due(day):
        # Too soon: the timer asks when the day is over.
        return [_awaited(command.subject)] if isinstance(state, Nothing) else []
    if isinstance(state, Fetching):
        return []
    runs = 0 if isinstance(state, Nothing) else state.of.runs
    return [StatementAsked(channel, day.isoformat(), runs + 1)]


def _record(command: RecordStatement, state: Nothing | Statement) -> list[Event]:
    if isinstance(state, Nothing | Awaiting) or command.run > state.of.runs:
        raise NotYet("the statement was not asked for yet")
    if isinstance(state, Reconciled) or command.run < state.of.runs or command.page < state.page:
        return []
    if command.page > state.page:
        raise NotYet("an earlier page of the statement is not here yet")
    read = StatementPageRead(command.page, command.lines)
    if command.more:
        return [read]
    theirs, day = (*state.lines, *command.lines), (state.of.channel, state.of.day)
    known = {found.difference for found in state.of.found}
    new = [found for found in differences(command.ours, theirs) if found.difference not in known]
    done = StatementReconciled(*day, len(command.ours), len(theirs))
    return [read, *(DifferenceFound(*day, found) for found in new), done]


def _settle(command: SettleDifference, state: Nothing | Statement) -> list[Event]:
    found = () if isinstance(state, Nothing) else state.of.found
    if all(one.difference != command.difference for one in found):
        raise NotYet("no such difference was found yet")
    settled = () if isinstance(state, Nothing) else state.of.settled
    return [] if command.difference in settled else [DifferenceSettled(command.difference, command.by, command.note)]


def differences(ours: Sequence[StatementLine], theirs: Sequence[StatementLine]) -> Iterator[Difference]:
    """Each line of either side is looked up once on the other: the time grows with the lines, not with their square."""
    here, there = _by_reference(ours), _by_reference(theirs)
    for key in sorted(here.keys() | there.keys()):
        if kind := _kind(here.get(key), there.get(key)):
            yield _difference(kind, here.get(key), there.get(key))


def _by_reference(lines: Sequence[StatementLine]) -> Mapping[tuple[str, str], StatementLine]:
    return {(line.kind, line.reference): line for line in lines}


def _kind(ours: StatementLine | None, theirs: StatementLine | None) -> str | None:
    if ours is None:
        return "missing-here" if theirs is not None and theirs.state == "done" else None
    if theirs is None:
        return "missing-there"
    if theirs.state != ours.state:
        return "state"
    return None if (ours.fen, ours.order) == (theirs.fen, theirs.order) else "amount"


def _difference(kind: str, ours: StatementLine | None, theirs: StatementLine | None) -> Difference:
    line = ours or theirs
    assert line is not None  # one side has it
    fens = (ours.fen if ours else None, theirs.fen if theirs else None)
    return Difference(f"{kind}.{line.kind}.{line.reference}", kind, line.order, line.reference, *fens)  # type: ignore[arg-type]


def evolve(state: Nothing | Statement, event: Event) -> Statement:
    """Copy what the event says of the day."""
    if isinstance(event, StatementAwaited):
        return Awaiting(Day(event.channel, event.day))
    of = Day("", "") if isinstance(state, Nothing) else state.of
    match event:
        case StatementAsked(channel, day, run):
            return Fetching(replace(of, channel=channel, day=day, runs=run))
        case StatementPageRead(page, lines):
            before = state.lines if isinstance(state, Fetching) else ()
            return Fetching(of, page + 1, (*before, *lines))
        case DifferenceFound():
            assert isinstance(state, Fetching)  # it is found when the last page is read
            return replace(state, of=replace(of, found=(*of.found, event.difference)))
        case StatementReconciled():
            return Reconciled(of)
        case DifferenceSettled():
            assert not isinstance(state, Nothing)  # it was found before
            return replace(state, of=replace(of, settled=(*of.settled, event.difference)))
        case _:
            raise TypeError(f"{type(event).__name__} is not of a statement")


def is_terminal(state: Statement) -> bool:
    """Compared, and everything that was found is settled."""
    return isinstance(state, Reconciled) and len(state.of.settled) == len(state.of.found)

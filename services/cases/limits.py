"""Time in the decider: limits from the acceptance on, what stops and extends them, and the warnings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, assert_never

from services.cases.events import Event, RequestRefused
from services.cases.fulfilment import past
from services.cases.items import Item
from services.cases.messages import Timing
from services.cases.office_events import ClockResumed, ClockStopped, LimitExtended, LimitWarned, Timed
from services.cases.office_messages import BeginProcedure, EndProcedure, ExtendLimit, Level, Limit, WarnLimit
from services.cases.states import Clock, Extension, Held, Reviewing, State
from services.cases.terms import Limits, Terms
from services.cases.workdays import WorkCalendar
from services.chassis.vocabulary import NotYet


class Alarm(NamedTuple):
    """A warning and its moment."""

    due: datetime
    level: Level
    limit: Limit


def accepted_limits(item: Item, at: datetime, terms: Terms) -> Limits:
    """What begins to run with the acceptance. Decided on the spot nothing is promised; 0 statutory days are none."""
    calendar = terms.calendar
    promised = calendar.due(at, item.promised_days) if item.kind == "promised" else None
    statutory = calendar.due(at, item.statutory_days) if item.statutory_days else None
    days = item.promised_days if promised else item.statutory_days
    early = days - max(1, int(days * terms.warning_share))
    warning = calendar.due(at, early) if early > 0 else None
    return _checked(Limits(promised, statutory, warning), calendar)


def _checked(limits: Limits, calendar: WorkCalendar) -> Limits:
    moments = (limits.promised, limits.statutory)
    return replace(limits, provisional=any(due is not None and calendar.is_provisional(due) for due in moments))


def warnings(limits: Limits) -> Iterator[Alarm]:
    """Every warning that these limits can lead to; the yellow one is of the promise, where there is one."""
    if limits.warning:
        yield Alarm(limits.warning, "yellow", "promised" if limits.promised else "statutory")
    if limits.promised:
        yield Alarm(limits.promised, "red", "promised")
    if limits.statutory:
        yield Alarm(limits.statutory, "red", "statutory")


def next_warning(clock: Clock) -> Alarm | None:
    """The one that comes next, if the clock goes on; so a case has one timer, not three."""
    running = () if clock.stands else warnings(clock.limits)
    return min((one for one in running if (one.level, one.limit) not in clock.warned), default=None)


def keep_time(command: Timing, state: State) -> list[Event]:
    """What stops, extends or overruns the time of a case under review."""
    if not isinstance(state, Reviewing):
        return _out_of_time(command, state)
    match command:
        case BeginProcedure():
            return _begun(command, state)
        case EndProcedure():
            return _ended(command, state)
        case ExtendLimit():
            return _extended(command, state)
        case WarnLimit():
            return _warned(command, state.clock)
        case _:
            assert_never(command)


def _out_of_time(command: Timing, state: State) -> list[Event]:
    if isinstance(command, WarnLimit):
        return []  # the decision came first
    past(state, Reviewing)
    return [RequestRefused(_word(command), "not-under-review")]


def _word(command: BeginProcedure | EndProcedure | ExtendLimit) -> str:
    match command:
        case BeginProcedure():
            return "begin-procedure"
        case EndProcedure():
            return "end-procedure"
        case ExtendLimit():
            return "extend-limit"
        case _:
            assert_never(command)


def _begun(command: BeginProcedure, state: Reviewing) -> list[Event]:
    """Each kind once a case; only what the item foresees, and not for longer."""
    held = next((one for one in state.clock.procedures if one.kind == command.kind), None)
    if held is not None:
        same = (held.ground, held.days) == (command.ground, command.days)
        return [] if same else [RequestRefused("begin-procedure", "procedure-held")]
    foreseen = next((one.days for one in state.application.item.procedures if one.kind == command.kind), 0)
    if command.days > foreseen:
        return [RequestRefused("begin-procedure", "procedure-too-long" if foreseen else "procedure-not-foreseen")]
    return [ClockStopped(command.kind, command.ground, command.days, command.at)]


def _ended(command: EndProcedure, state: Reviewing) -> list[Event]:
    clock = state.clock
    held = next((one for one in clock.procedures if one.kind == command.kind), None)
    if held is None:
        if command.kind not in {one.kind for one in state.application.item.procedures}:
            return [RequestRefused("end-procedure", "procedure-not-foreseen")]
        raise NotYet(f"no {command.kind} has begun")
    if held.ended is not None:
        return []
    ended = max(command.at, held.since)
    limits = _moved(_with_end(clock, command.kind, ended), command.terms.calendar)
    return [ClockResumed(command.kind, command.result, ended, limits)]


def _extended(command: ExtendLimit, state: Reviewing) -> list[Event]:
    """Once, by the head of the authority, for no more days than the item allows (行政许可法 Art. 42)."""
    asked, made = Extension(command.days, command.approved_by), state.clock.extension
    if made is not None:
        return [] if made == asked else [RequestRefused("extend-limit", "limit-extended-already")]
    if command.days > state.application.item.extension_days:
        return [RequestRefused("extend-limit", "extension-not-allowed")]
    if command.approved_by == state.officer:
        return [RequestRefused("extend-limit", "same-officer")]
    limits = _moved(replace(state.clock, extension=asked), command.terms.calendar)
    return [LimitExtended(command.days, command.ground, command.approved_by, limits)]


def _warned(command: WarnLimit, clock: Clock) -> list[Event]:
    """A timer whose limit has moved or was warned of before says nothing."""
    following = next_warning(clock)
    if following is None or (following.level, following.limit) != (command.level, command.limit):
        return []
    return [LimitWarned(*following[1:], following.due)] if command.at >= following.due else []


def _moved(clock: Clock, calendar: WorkCalendar) -> Limits:
    """The limits as accepted, with the days that were added and those on which a procedure was under way.

    They follow from what happened, not from the order in which it was told.
    """
    spans = _merged((held.since, held.ended) for held in clock.procedures if held.ended is not None)
    added = clock.extension.days if clock.extension else 0

    def move(due: datetime | None) -> datetime | None:
        moved = due and calendar.after(due, added)
        for since, until in spans:
            if moved and since <= moved:  # what has passed already is not healed by a procedure
                moved = calendar.after(moved, calendar.between(since, until))
        return moved

    base = clock.base
    return _checked(Limits(move(base.promised), move(base.statutory), move(base.warning)), calendar)


def _merged(spans: Iterator[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Spans of time in order; those that overlap count once."""
    merged: list[tuple[datetime, datetime]] = []
    for since, until in sorted(spans):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged


def _with_end(clock: Clock, kind: str, ended: datetime) -> Clock:
    procedures = tuple(replace(one, ended=ended) if one.kind == kind else one for one in clock.procedures)
    return replace(clock, procedures=procedures)


def timed(clock: Clock, event: Timed) -> Clock:
    """The clock after an event."""
    match event:
        case ClockStopped():
            held = Held(event.kind, event.ground, event.days, event.since)
            return replace(clock, procedures=(*clock.procedures, held))
        case ClockResumed():
            return replace(_with_end(clock, event.kind, event.ended), limits=event.limits)
        case LimitExtended():
            return replace(clock, extension=Extension(event.days, event.approved_by), limits=event.limits)
        case LimitWarned():
            return replace(clock, warned=(*clock.warned, (event.level, event.limit)))
        case _:
            assert_never(event)

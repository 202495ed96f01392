"""告知承诺: decided on a promise, checked afterwards, taken back where the promise is broken."""

from datetime import datetime
from typing import TypeAlias, assert_never

from services.cases.events import Application, ApplicationApproved, CaseTakenOver, Event, RequestRefused
from services.cases.further_events import CommitmentBroken, CommitmentCheckDue, CommitmentKept, CommitmentMade
from services.cases.messages import Command
from services.cases.office_messages import CallCommitmentCheck, RecordCommitmentCheck
from services.cases.states import Closed, Nothing, Open, State
from services.cases.terms import Terms
from services.chassis.vocabulary import NotYet

Promising: TypeAlias = RecordCommitmentCheck | CallCommitmentCheck


def with_promise(command: Command, state: State, events: list[Event]) -> list[Event]:
    """With an approval, where materials were promised instead of handed in: by when the promise is checked."""
    application = state.application if isinstance(state, Open) else _taken_over(events)
    if application is None or not application.dossier.promised:
        return events
    approval = next((number for number, event in enumerate(events) if isinstance(event, ApplicationApproved)), None)
    at: datetime | None = getattr(command, "at", None)
    if approval is None or at is None:
        return events
    terms: Terms = getattr(command, "terms", Terms())
    return [*events[: approval + 1], _made(application, at, terms), *events[approval + 1 :]]


def _taken_over(events: list[Event]) -> Application | None:
    return next((event.application for event in events if isinstance(event, CaseTakenOver)), None)


def _made(application: Application, at: datetime, terms: Terms) -> CommitmentMade:
    commitment = application.item.commitment
    days = commitment.check_days if commitment else 0
    return CommitmentMade(application.dossier.promised, terms.calendar.due(at, days))


def checked(command: Promising, state: State) -> list[Event]:
    """The officer's check, or that it is due."""
    match command:
        case RecordCommitmentCheck():
            return _checked(command, state)
        case CallCommitmentCheck():
            return _due(state)
        case _:
            assert_never(command)


def _checked(command: RecordCommitmentCheck, state: State) -> list[Event]:
    """Only what was given can be taken back, so the check is of closed cases; the first one stands."""
    if isinstance(state, Nothing):
        raise NotYet("the case to check has not come in")
    promise = state.ties.promise if isinstance(state, Closed) and state.ties else None
    if promise is None or not isinstance(state, Closed) or (promise.kept not in (None, command.kept)):
        return [RequestRefused("record-commitment-check", "nothing-to-check")]
    if promise.kept is not None:
        return []
    return [CommitmentKept(command.opinion) if command.kept else CommitmentBroken(command.opinion, state.certificate)]


def _due(state: State) -> list[Event]:
    if isinstance(state, Nothing | Open):
        raise NotYet("the case has not been closed yet")
    promise = state.ties.promise if isinstance(state, Closed) and state.ties else None
    return [CommitmentCheckDue()] if promise and promise.kept is None and not promise.called else []

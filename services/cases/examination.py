"""A clerk examines an application (审查受理), once; silence for too long is acceptance (行政许可法 Art. 32)."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from services.cases.events import ApplicationAccepted, ApplicationRefused, Event, RequestRefused, SupplementRequested
from services.cases.items import RequiredMaterial
from services.cases.office_messages import DeemAccepted, ExamineApplication
from services.cases.reviews import accepted
from services.cases.states import AwaitingExamination, Nothing, Presenting, Reviewing, State, Supplementing, Verifying
from services.cases.terms import Terms
from services.chassis.vocabulary import NotYet

Clerking: TypeAlias = ExamineApplication | DeemAccepted


def clerked(command: Clerking, state: State) -> list[Event]:
    """What the clerk says of an application, or what follows from saying nothing."""
    match command:
        case ExamineApplication():
            return _examined(command, state)
        case DeemAccepted():
            return _deemed(state, command.terms)
        case _:
            assert_never(command)


def _examined(command: ExamineApplication, state: State) -> list[Event]:
    match state:
        case Nothing() | Verifying() | Presenting():
            raise NotYet("the application to examine is not complete")
        case AwaitingExamination() if command.at > state.due:
            return _too_late(command, state)
        case AwaitingExamination():
            return _judged(command, state)
        case _:
            return [] if _so(command, state) else [RequestRefused("examine-application", _past(command))]


def _judged(command: ExamineApplication, state: AwaitingExamination) -> list[Event]:
    match command.decision:
        case "refuse":
            reason = command.reason or "conditions-not-met"
            return [ApplicationRefused(state.application.case, reason, "acceptance", command.opinion)]
        case "supplement":
            return _asked(command, state)
        case "accept" if state.missing:
            return [RequestRefused("examine-application", "materials-missing")]
        case "accept":
            return accepted(state.application, command.at, command.terms, command.actor)
        case _:
            assert_never(command.decision)


def _asked(command: ExamineApplication, state: AwaitingExamination) -> list[Event]:
    """The clerk's list and what is missing by rule are one list: nobody is asked a second time."""
    known = state.application.item.materials
    if not set(command.missing) <= {material.code for material in known}:
        return [RequestRefused("examine-application", "material-unknown")]
    wanted = {*command.missing, *(material.code for material in state.missing)}
    if not wanted:
        return [RequestRefused("examine-application", "supplement-empty")]
    due = command.terms.calendar.due(command.at, state.application.supplement_days)
    return [SupplementRequested(_required(known, wanted), due, command.actor)]


def _required(known: tuple[RequiredMaterial, ...], wanted: set[str]) -> tuple[RequiredMaterial, ...]:
    """What the clerk asks for is required in this case, even where the item could do without it."""
    return tuple(replace(material, required=True) for material in known if material.code in wanted)


def _so(command: ExamineApplication, state: State) -> bool:
    """The same clerk's word once more."""
    match state:
        case Supplementing():
            return command.decision == "supplement" and set(command.missing) <= {one.code for one in state.missing}
        case Reviewing():
            return command.decision == "accept" and command.actor == state.acceptor
        case _:
            return False


def _past(command: ExamineApplication) -> str:
    return "supplement-once" if command.decision == "supplement" else "not-examinable"


def _too_late(command: ExamineApplication, state: AwaitingExamination) -> list[Event]:
    """Whether the timer or the clerk comes first after the last day: the application is accepted by then."""
    told = [RequestRefused("examine-application", "examined-too-late")] if command.decision != "accept" else []
    return [*_deemed(state, command.terms), *told]


def _deemed(state: State, terms: Terms) -> list[Event]:
    """Accepted from the day on which the application came in; what is missing is due all the same."""
    match state:
        case Nothing() | Verifying() | Presenting():
            raise NotYet("the application is not complete")
        case AwaitingExamination():
            followed = accepted(state.application, state.received_at, terms, deemed=True)
            return [_by_law(event, state.missing) for event in followed]
        case _:
            return []


def _by_law(event: Event, missing: tuple[RequiredMaterial, ...]) -> Event:
    return replace(event, deemed=True, outstanding=missing) if isinstance(event, ApplicationAccepted) else event

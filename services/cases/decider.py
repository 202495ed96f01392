"""One case (办件). What is decided about it stands beside: up to the acceptance in `acceptance.py`, the review in
`reviews.py`, its time in `limits.py`, what follows an approval in `fulfilment.py`, the rating in `ratings.py`.
"""

from dataclasses import replace
from typing import TypeAlias, assert_never

from services.cases.acceptance import Examining, examine
from services.cases.automatic import with_level, with_materials
from services.cases.events import (
    Application,
    ApplicationAccepted,
    ApplicationApproved,
    ApplicationRefused,
    ApplicationSubmitted,
    CaseClosed,
    CaseExpired,
    CaseWithdrawn,
    CertificateRequested,
    CollectionAwaited,
    DeliveryChoiceRequested,
    DeliveryStarted,
    Ending,
    Event,
    Examination,
    FeeAwaited,
    Fulfilment,
    MaterialsSupplied,
    Note,
    RequestRefused,
    ServiceRated,
    SupplementRequested,
)
from services.cases.fulfilment import HandingOver, Processing, hand_over, process
from services.cases.limits import keep_time, timed
from services.cases.messages import Command, Judging, Timing, WithdrawApplication
from services.cases.office_events import (
    CaseAssigned,
    OfficeEvent,
    Rectification,
    RectificationOpened,
    RectificationOverdue,
    RectificationRecorded,
    Review,
    ReviewRecorded,
    ReviewsOpened,
    Timed,
    VerificationNoted,
)
from services.cases.ratings import rate, rectified
from services.cases.reviews import judge
from services.cases.states import (
    AwaitingChoice,
    AwaitingCollection,
    AwaitingFee,
    Clock,
    Closed,
    Delivering,
    Ended,
    Expired,
    Issuing,
    Nothing,
    Open,
    Refused,
    Reviewing,
    State,
    Supplementing,
    Verifying,
    Withdrawn,
)
from services.cases.terms import Limits
from services.chassis.vocabulary import NotYet

INITIAL = Nothing()


Office: TypeAlias = WithdrawApplication | Judging | Timing


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so. Raises NotYet for what came too early."""
    if isinstance(command, Examining):
        return examine(command, state)
    if isinstance(command, Office):
        return _under_review(command, state)
    if isinstance(command, Processing):
        return process(command, state)
    if isinstance(command, HandingOver):
        return hand_over(command, state)
    return rate(command, state)


def _under_review(command: Office, state: State) -> list[Event]:
    if isinstance(command, WithdrawApplication):
        return _withdrawn(command, state)
    if isinstance(command, Judging):
        return judge(command, state)
    return keep_time(command, state)


def _withdrawn(command: WithdrawApplication, state: State) -> list[Event]:
    """Until the decision. Whichever of withdrawal and decision is handled first stands; the other is told so."""
    match state:
        case Nothing():
            raise NotYet("the application to withdraw has not come in")
        case Verifying() | Supplementing() | Reviewing():
            return [CaseWithdrawn(command.reason_text)]
        case Withdrawn():
            return []
        case _:
            return [RequestRefused("withdraw-application", "not-withdrawable")]


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    if isinstance(event, Ending):
        return _ended(event)
    if isinstance(event, Examination):
        return _examined(_application(state), event)
    if isinstance(event, Fulfilment):
        return _fulfilled(_application(state), event)
    return _noted(state, event)


def _noted(state: State, event: Note | OfficeEvent) -> State:
    match event:
        case ApplicationSubmitted():
            return Verifying(with_materials(event.application, event.materials), event.missing)
        case VerificationNoted():
            assert isinstance(state, Verifying)
            return replace(state, application=with_level(state.application, event.level))
        case ApplicationApproved() | RequestRefused():
            return state  # what follows from an approval is an event of its own
        case ServiceRated() | RectificationOpened() | RectificationRecorded() | RectificationOverdue():
            assert isinstance(state, Closed)  # `decide` lets nothing else be rated
            return _rated(state, event)
        case _:
            assert isinstance(state, Reviewing)  # nor be reviewed
            return _reviewed(state, event)


def _application(state: State) -> Application:
    assert isinstance(state, Open)  # only a case under way moves on
    return state.application


def _examined(application: Application, event: Examination) -> State:
    match event:
        case SupplementRequested() | MaterialsSupplied():
            if isinstance(event, MaterialsSupplied):
                application = with_materials(application, event.materials)
            return Supplementing(application, event.missing, event.due)
        case ApplicationAccepted():
            limits = event.limits or Limits(event.promised_due)
            return Reviewing(application, Clock(limits, limits), acceptor=event.accepted_by)
        case _:
            assert_never(event)


def _reviewed(state: Reviewing, event: Review | Timed) -> Reviewing:
    match event:
        case ReviewsOpened():
            return state  # which steps are open follows from who has answered
        case ReviewRecorded():
            return replace(state, answers=(*state.answers, event))
        case CaseAssigned():
            return replace(state, officer=event.officer)
        case _:
            return replace(state, clock=timed(state.clock, event))


def _rated(state: Closed, event: ServiceRated | Rectification) -> Closed:
    if isinstance(event, ServiceRated):
        return replace(state, rating=event.level)
    return replace(state, bad=rectified(state.bad, event))


def _fulfilled(application: Application, event: Fulfilment) -> State:
    match event:
        case FeeAwaited():
            return AwaitingFee(application)
        case CertificateRequested():
            return Issuing(application)
        case DeliveryStarted():
            return Delivering(application, event.certificate, event.attempt, event.address_sealed)
        case DeliveryChoiceRequested():
            return AwaitingChoice(application, event.certificate, event.attempt, event.address_sealed, event.due)
        case CollectionAwaited():
            return AwaitingCollection(application, event.certificate, event.due)
        case _:
            assert_never(event)


def _ended(event: Ending) -> Ended:
    match event:
        case ApplicationRefused():
            return Refused(event.case, event.reason, event.refund)
        case CaseClosed():
            return Closed(event.certificate, event.delivered)
        case CaseWithdrawn():
            return Withdrawn()
        case CaseExpired():
            return Expired(event.reason)
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """The case is over; only a rating may still come."""
    return isinstance(state, Ended)

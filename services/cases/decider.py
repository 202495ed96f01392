"""One case (办件), or one bundle of them (一件事). What is decided about it stands beside: up to the acceptance in
`acceptance.py`, `materials.py` and `examination.py`, the review in `reviews.py`, its time in `limits.py`, what follows
an approval in `fulfilment.py`, the rating in `ratings.py`; promises in `commitment.py`, provinces in `transfer.py`,
bundles in `bundles.py`. The states after what happens beside the usual course: `further_evolve.py`.
"""

from dataclasses import replace
from typing import TypeAlias, assert_never

from services.cases.acceptance import Examining, examine
from services.cases.automatic import with_level, with_materials
from services.cases.bundle_events import BundleEvent, BundleOver
from services.cases.bundles import Bundling, bundle
from services.cases.commitment import Promising, checked, with_promise
from services.cases.dossier import Ties
from services.cases.events import (
    Application,
    ApplicationAccepted,
    ApplicationApproved,
    ApplicationRefused,
    ApplicationSubmitted,
    CaseClosed,
    CaseExpired,
    CaseTakenOver,
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
from services.cases.examination import Clerking, clerked
from services.cases.fulfilment import HandingOver, Processing, hand_over, process
from services.cases.further_events import Milestone
from services.cases.further_evolve import admitted, evolve_bundle, exempt, supplied, ties_after, unfold
from services.cases.limits import timed
from services.cases.materials import Answering, answered
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
from services.cases.ratings import Rating, rate, rectified
from services.cases.reviews import judge, timed_review
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
from services.cases.transfer import Travelling, travelled, withdrawn

INITIAL = Nothing()

Office: TypeAlias = WithdrawApplication | Judging | Timing
Arrival: TypeAlias = Examining | Answering | Clerking
Beside: TypeAlias = Travelling | Promising | Bundling


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so. Raises NotYet for what came too early."""
    if isinstance(command, Arrival):
        return with_promise(command, state, _arrived(command, state))
    if isinstance(command, Beside):
        return with_promise(command, state, _beside(command, state))
    return with_promise(command, state, _handled(command, state))


def _handled(command: Office | Processing | HandingOver | Rating, state: State) -> list[Event]:
    if isinstance(command, Office):
        return _under_review(command, state)
    if isinstance(command, Processing):
        return process(command, state)
    if isinstance(command, HandingOver):
        return hand_over(command, state)
    return rate(command, state)


def _arrived(command: Arrival, state: State) -> list[Event]:
    if isinstance(command, Examining):
        return examine(command, state)
    if isinstance(command, Answering):
        return answered(command, state)
    return clerked(command, state)


def _beside(command: Beside, state: State) -> list[Event]:
    if isinstance(command, Travelling):
        return travelled(command, state)
    if isinstance(command, Promising):
        return checked(command, state)
    return bundle(command, state)


def _under_review(command: Office, state: State) -> list[Event]:
    if isinstance(command, WithdrawApplication):
        return withdrawn(command, state)
    if isinstance(command, Judging):
        return judge(command, state)
    return timed_review(command, state)


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    if isinstance(event, Milestone):
        return unfold(state, event)
    if isinstance(event, BundleEvent):
        return evolve_bundle(state, event)
    if isinstance(event, Ending):
        return _ended(event, ties_after(state, event))
    if isinstance(event, Examination):
        return _examined(state, event)
    if isinstance(event, Fulfilment):
        return _fulfilled(_application(state), event)
    return _noted(state, event)


def _noted(state: State, event: Note | OfficeEvent) -> State:
    match event:
        case ApplicationSubmitted():
            return Verifying(with_materials(event.application, event.materials), event.missing)
        case CaseTakenOver():
            return Verifying(event.application, event.missing)
        case VerificationNoted():
            assert isinstance(state, Verifying)
            return replace(state, application=with_level(state.application, event))
        case ApplicationApproved() | RequestRefused():
            # What follows from an approval is an event of its own.
            return exempt(state, event) if isinstance(event, ApplicationApproved) else state
        case ServiceRated() | RectificationOpened() | RectificationRecorded() | RectificationOverdue():
            assert isinstance(state, Closed)  # `decide` lets nothing else be rated
            return _rated(state, event)
        case _:
            assert isinstance(state, Reviewing)  # nor be reviewed
            return _reviewed(state, event)


def _application(state: State) -> Application:
    assert isinstance(state, Open)  # only a case under way moves on
    return state.application


def _examined(state: State, event: Examination) -> State:
    application = _application(state)
    match event:
        case SupplementRequested():
            return Supplementing(application, event.missing, event.due, event.asked_by)
        case MaterialsSupplied():
            asked_by = state.asked_by if isinstance(state, Supplementing) else None
            return Supplementing(supplied(application, event), event.missing, event.due, asked_by)
        case ApplicationAccepted():
            limits = event.limits or Limits(event.promised_due)
            return Reviewing(admitted(application, event), Clock(limits, limits), acceptor=event.accepted_by)
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


def _ended(event: Ending, ties: Ties | None) -> Ended:
    match event:
        case ApplicationRefused():
            return Refused(event.case, event.reason, event.refund, ties)
        case CaseClosed():
            return Closed(event.certificate, event.delivered, ties=ties)
        case CaseWithdrawn():
            return Withdrawn(ties)
        case CaseExpired():
            return Expired(event.reason, ties)
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """It is over; only a rating may still come, or the check of a promise."""
    return isinstance(state, Ended | BundleOver)

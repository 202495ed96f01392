"""One case (办件). Up to its acceptance see `acceptance.py`, after the decision `fulfilment.py`."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from services.cases.acceptance import Examining, examine
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
    RequestRefused,
    ServiceRated,
    SupplementRequested,
)
from services.cases.fulfilment import HandingOver, Processing, approved, hand_over, process
from services.cases.messages import Command, RateService, WithdrawApplication
from services.cases.office import DecideApplication
from services.cases.states import (
    AwaitingChoice,
    AwaitingCollection,
    AwaitingFee,
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
from services.chassis.vocabulary import NotYet

INITIAL = Nothing()

Judging: TypeAlias = WithdrawApplication | DecideApplication | RateService


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so. Raises NotYet for what came too early."""
    if isinstance(command, Examining):
        return examine(command, state)
    if isinstance(command, Judging):
        return _judge(command, state)
    if isinstance(command, Processing):
        return process(command, state)
    if isinstance(command, HandingOver):
        return hand_over(command, state)
    assert_never(command)


def _judge(command: Judging, state: State) -> list[Event]:
    match command:
        case WithdrawApplication():
            return _withdrawn(command, state)
        case DecideApplication():
            return _decided(command, state)
        case RateService():
            return _rated(command, state)
        case _:
            assert_never(command)


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


def _decided(command: DecideApplication, state: State) -> list[Event]:
    """A decision is published and can be appealed, so the first one stands; the same again changes nothing."""
    match state:
        case Nothing() | Verifying() | Supplementing():
            raise NotYet("the application to decide on is not accepted")
        case Reviewing() if command.decision == "approve":
            return approved(state.application, command.opinion)
        case Reviewing():
            reason = command.reason or "conditions-not-met"
            return [ApplicationRefused(state.application.case, reason, "decision", command.opinion)]
        case Refused() | Withdrawn() | Expired():
            so = isinstance(state, Refused) and command.decision == "refuse"
        case _:
            so = command.decision == "approve"
    return [] if so else [RequestRefused("decide-application", "not-decidable")]


def _rated(command: RateService, state: State) -> list[Event]:
    """One case, one rating (一事一评)."""
    match state:
        case Nothing():
            raise NotYet("the case to rate has not come in")
        case Closed(rating=None):
            return [ServiceRated(command.level, command.comment)]
        case Closed(rating=command.level):
            return []
        case _:
            return [RequestRefused("rate-service", "rating-out-of-time")]


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event:
        case ApplicationSubmitted():
            return Verifying(event.application, event.missing)
        case ServiceRated():
            assert isinstance(state, Closed)  # `decide` lets nothing else be rated
            return replace(state, rating=event.level)
        case ApplicationApproved() | RequestRefused():
            return state  # what follows from an approval is an event of its own
        case ApplicationRefused() | CaseClosed() | CaseWithdrawn() | CaseExpired():
            return _ended(event)
        case SupplementRequested() | MaterialsSupplied() | ApplicationAccepted():
            return _examined(_application(state), event)
        case _:
            return _fulfilled(_application(state), event)


def _application(state: State) -> Application:
    assert isinstance(state, Open)  # only a case under way moves on
    return state.application


def _examined(application: Application, event: Examination) -> State:
    match event:
        case SupplementRequested() | MaterialsSupplied():
            return Supplementing(application, event.missing, event.due)
        case ApplicationAccepted():
            return Reviewing(application)
        case _:
            assert_never(event)


def _fulfilled(application: Application, event: Fulfilment) -> State:
    match event:
        case FeeAwaited():
            return AwaitingFee(application)
        case CertificateRequested():
            return Issuing(application)
        case DeliveryStarted():
            return Delivering(application, event.certificate, event.attempt, event.address_sealed)
        case DeliveryChoiceRequested():
            return AwaitingChoice(application, event.certificate, event.attempt, event.address_sealed)
        case CollectionAwaited():
            return AwaitingCollection(application, event.certificate)
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

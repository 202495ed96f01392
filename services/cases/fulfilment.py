"""The last part of the decider: from the approval to the end. Fee, certificate, delivery, where there are any."""

from datetime import datetime
from typing import TypeAlias, assert_never

from services.cases.dossier import Delivery
from services.cases.events import (
    Application,
    ApplicationApproved,
    ApplicationRefused,
    CaseClosed,
    CaseExpired,
    CertificateRequested,
    CollectionAwaited,
    DeliveryChoiceRequested,
    DeliveryStarted,
    Event,
    FeeAwaited,
    RequestRefused,
)
from services.cases.fees import exempted, total_fen
from services.cases.messages import ChooseDelivery, FromCertificates, FromLogistics, FromPayments
from services.cases.neighbour_messages import (
    RecordCollectionLapse,
    RecordCollectionRefusal,
    RecordDelivery,
    RecordIssuance,
    RecordIssuanceRefusal,
    RecordReturn,
    RecordSettlement,
)
from services.cases.office_events import AppliedRule
from services.cases.office_messages import AbandonCollection, RecordCollection
from services.cases.states import (
    AwaitingChoice,
    AwaitingCollection,
    AwaitingExamination,
    AwaitingFee,
    Delivering,
    Issuing,
    Nothing,
    Presenting,
    Reviewing,
    State,
    Supplementing,
    Verifying,
)
from services.chassis.vocabulary import NotYet

Processing: TypeAlias = FromPayments | FromCertificates
HandingOver: TypeAlias = FromLogistics | ChooseDelivery | RecordCollection | AbandonCollection

STEPS = (
    Nothing,
    Verifying,
    Presenting,
    AwaitingExamination,
    Supplementing,
    Reviewing,
    AwaitingFee,
    Issuing,
    Delivering,
    AwaitingChoice,
    AwaitingCollection,
)
"""The order in which a case comes by its steps. It may skip some; only a returned parcel leads back."""


def past(state: State, step: type[State]) -> list[Event]:
    """For what only matters at `step`: nothing, if the case has left it behind or ended; else raises NotYet."""
    if type(state) in STEPS and STEPS.index(type(state)) < STEPS.index(step):
        raise NotYet(f"the case is {type(state).__name__} and not yet {step.__name__}")
    return []


def approved(application: Application, opinion: str, rule: AppliedRule | None = None) -> list[Event]:
    """What follows from an approval, by an officer or by the item's rule; a bill of nothing is not sent."""
    exemptions = exempted(application)
    fen, item = total_fen(application, exemptions), application.item
    approval = ApplicationApproved(item.code, item.version, fen, opinion, rule, exemptions)
    return [approval, FeeAwaited()] if fen else [approval, *_paid(application)]


def _paid(application: Application) -> list[Event]:
    """Where an item has no certificate the decision itself is the result, and the case is done."""
    return [CertificateRequested()] if application.item.certificate else [CaseClosed(None, "none")]


def process(command: Processing, state: State) -> list[Event]:
    """What payments and certificates say. Each says it once; what comes late, after the case has ended, is theirs."""
    match command:
        case RecordSettlement():
            return _paid(state.application) if isinstance(state, AwaitingFee) else past(state, AwaitingFee)
        case RecordCollectionLapse():
            return [CaseExpired("payment-expired")] if isinstance(state, AwaitingFee) else past(state, AwaitingFee)
        case RecordCollectionRefusal():
            refusal = ApplicationRefused(command.subject, command.reason, "processing")
            return [refusal] if isinstance(state, AwaitingFee) else past(state, AwaitingFee)
        case RecordIssuance():
            return _issued(command, state)
        case RecordIssuanceRefusal():
            return _not_issued(command, state)
        case _:
            assert_never(command)


def _issued(command: RecordIssuance, state: State) -> list[Event]:
    if not isinstance(state, Issuing):
        return past(state, Issuing)
    match state.application.delivery:
        case Delivery("post", str() as address):
            return [DeliveryStarted(command.identifier, 1, address)]
        case _:  # post without an address breaks the contract; what cannot be sent waits at the counter
            return [_at_counter(command.identifier, command)]


def _not_issued(command: RecordIssuanceRefusal, state: State) -> list[Event]:
    if not isinstance(state, Issuing):
        return past(state, Issuing)
    refund = total_fen(state.application, state.application.dossier.exempted) > 0
    return [ApplicationRefused(command.subject, command.reason, "processing", refund=refund)]


def hand_over(command: HandingOver, state: State) -> list[Event]:
    """What logistics, the applicant and the counter say."""
    match command:
        case RecordDelivery() | RecordReturn():
            return _parcel_ended(command, state)
        case ChooseDelivery():
            return _chosen(command, state)
        case RecordCollection() if isinstance(state, AwaitingCollection):
            return [CaseClosed(state.certificate, "counter")]
        case RecordCollection():
            return past(state, AwaitingCollection)
        case AbandonCollection():
            return _abandoned(command, state)
        case _:
            assert_never(command)


def _parcel_ended(command: RecordDelivery | RecordReturn, state: State) -> list[Event]:
    match state:
        case Delivering() | AwaitingChoice() if command.attempt > state.attempt:
            raise NotYet(f"parcel {command.attempt} is not sent")
        case Delivering() if command.attempt < state.attempt:
            return []  # said again of a parcel that came back before
        case Delivering() if isinstance(command, RecordReturn):
            due = command.terms.calendar.due(command.at, command.terms.choice_days)
            returned = (state.certificate, state.attempt, state.address_sealed)
            return [DeliveryChoiceRequested(command.incident, *returned, due)]
        case Delivering():
            return [CaseClosed(state.certificate, "post")]
        case AwaitingChoice() if isinstance(command, RecordDelivery) and command.attempt == state.attempt:
            return [CaseClosed(state.certificate, "post")]  # delivered after all: there is nothing left to choose
        case _:
            return past(state, Delivering)


def _chosen(command: ChooseDelivery, state: State) -> list[Event]:
    match state:
        case Delivering() | AwaitingChoice() if command.attempt is not None and command.attempt < state.attempt:
            return []  # chosen already, of a parcel before this one
        case Delivering() | AwaitingChoice() if command.attempt is not None and command.attempt > state.attempt:
            raise NotYet(f"parcel {command.attempt} is not sent")
        case AwaitingChoice() if command.method == "resend":
            address = command.address_sealed or state.address_sealed
            return [DeliveryStarted(state.certificate, state.attempt + 1, address)]
        case AwaitingChoice() if "counter" in state.application.item.delivery:
            return [_at_counter(state.certificate, command)]
        case AwaitingChoice():
            return [RequestRefused("choose-delivery", "delivery-not-offered")]
        case Delivering() if state.attempt > 1 and command.attempt is None:
            return []  # chosen already, as far as can be told
        case _:
            return past(state, AwaitingChoice)


def _at_counter(certificate: str, command: RecordIssuance | ChooseDelivery | AbandonCollection) -> CollectionAwaited:
    return CollectionAwaited(certificate, command.terms.calendar.due(command.at, command.terms.collection_days))


def _abandoned(command: AbandonCollection, state: State) -> list[Event]:
    """Who does not choose keeps the certificate at the counter; only where there is none, the case ends."""
    match state:
        case AwaitingChoice(due=datetime() as due) if (
            command.at >= due and "counter" in state.application.item.delivery
        ):
            return [_at_counter(state.certificate, command)]
        case AwaitingChoice(due=datetime() as due) if command.at >= due:
            return [CaseExpired("undeliverable")]
        case AwaitingCollection(due=datetime() as due) if command.at >= due:
            return [CaseExpired("collection-abandoned")]
        case AwaitingChoice() | AwaitingCollection():
            return []  # of a limit before this one
        case Delivering() if state.attempt > 1:
            return []  # chosen at the last moment
        case _:
            return past(state, AwaitingChoice)

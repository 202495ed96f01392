"""What is asked of a collection, and what follows from it: each question to the room whose law it is. Pure."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from services.chassis.vocabulary import NotYet
from services.payments import collecting, paying, reconciling, refunding
from services.payments.events import (
    CallbackRejected,
    ChannelContradicted,
    CollectionCancelled,
    CollectionEvent,
    CollectionExpired,
    CollectionOpened,
    CollectionRefused,
    DoublePaymentReceived,
    Event,
    FeeRefunded,
    FeeRequested,
    FeeSettled,
    LastInquiryOpened,
    LatePaymentReceived,
    OrderInquired,
    RefundDenied,
    RefundOrdered,
    RefundRefused,
    SecondBillRefused,
)
from services.payments.graph import GRAPH
from services.payments.messages import (
    AwaitStatement,
    CancelCollection,
    CollectFee,
    Command,
    ExpireOrder,
    InquireOrder,
    ReconcileDay,
    RecordCallback,
    RecordInquiry,
    RecordOrder,
    RecordRefund,
    RecordStatement,
    RefundFee,
    SettleDifference,
)
from services.payments.reconciling import Awaiting, Fetching, Reconciled, Statement
from services.payments.statement_events import (
    DifferenceFound,
    DifferenceSettled,
    StatementAsked,
    StatementAwaited,
    StatementPageRead,
    StatementReconciled,
)
from services.payments.states import (
    Cancelled,
    Closing,
    Expired,
    Nothing,
    Opening,
    Refund,
    Refused,
    Requested,
    Settled,
    answered,
    bill_of,
    left_to_return,
    noted,
)
from services.payments.states import State as Collection

State: TypeAlias = Collection | Statement
"""A stream is of a collection or of a statement; both begin as nothing."""

INITIAL: State = Nothing()


class UnlawfulStep(Exception):
    """An event was decided that the state graph does not allow: a bug here, never the sender's."""


def decide(command: Command, state: State) -> list[Event]:
    """Say what follows; raises NotYet for what overtook its bill or its payment, UnlawfulStep for a bug."""
    events = _decided(command, state)
    for event in events:
        after = evolve(state, event)
        if GRAPH[type(state)].get(type(event)) is not type(after):
            raise UnlawfulStep(f"{type(event).__name__} leads from {type(state).__name__} to {type(after).__name__}")
        state = after
    return events


def _decided(command: Command, stream: State) -> list[Event]:  # noqa: C901, PLR0911, PLR0912 - a line for each command
    if isinstance(command, AwaitStatement | ReconcileDay | RecordStatement | SettleDifference):
        return reconciling.decide(command, _statement(stream))
    state = _collection(stream)
    match command:
        case CollectFee():
            return collecting.collect(command, state)
        case RecordOrder():
            return collecting.record_order(command, state)
        case InquireOrder():
            return collecting.inquire(command, state)
        case ExpireOrder():
            return collecting.expire(command, state)
        case RecordCallback():
            return paying.record_callback(command, state)
        case RecordInquiry():
            return paying.record_inquiry(command, state)
        case CancelCollection():
            return refunding.cancel(command, state)
        case RefundFee():
            return refunding.refund_fee(command, state)
        case RecordRefund():
            return refunding.record_refund(command, state)
        case _:
            assert_never(command)


def _collection(stream: State) -> Collection:
    """A collection's state; a message that mistakes the kind of stream waits in vain, and is parked for a person."""
    if isinstance(stream, Awaiting | Fetching | Reconciled):
        raise NotYet("the stream is a statement's, and no collection")
    return stream


def _statement(stream: State) -> Nothing | Statement:
    if not isinstance(stream, Nothing | Awaiting | Fetching | Reconciled):
        raise NotYet("the stream is a collection's, and no statement")
    return stream


def evolve(stream: State, event: Event) -> State:
    """Copy what the event says into the state that follows."""
    match event:
        case (
            StatementAwaited()
            | StatementAsked()
            | StatementPageRead()
            | DifferenceFound()
            | StatementReconciled()
            | DifferenceSettled()
        ):
            return reconciling.evolve(_statement(stream), event)
        case _:
            return _collected(_collection(stream), event)


def _collected(state: Collection, event: CollectionEvent) -> Collection:  # noqa: C901, PLR0911, PLR0912 - a line for each event
    match event:
        case CollectionOpened(bill):
            return Opening(bill)
        case CollectionRefused(reason):
            return Refused(reason, event.lines, event.total_fen)
        case FeeRequested():
            order = (event.expires_at, event.channel, event.channel_order, event.asked_at)
            return Requested(bill_of(state), *order)
        case OrderInquired(number):
            assert isinstance(state, Requested)
            return replace(state, inquiries=number)
        case LastInquiryOpened(number):
            assert isinstance(state, Requested)
            return Closing(state.bill, state.expires_at, state.channel, state.channel_order, number)
        case FeeSettled():
            return Settled(bill_of(state), event.payment)
        case ChannelContradicted():
            assert isinstance(state, Settled)
            return replace(state, contradicted=True)
        case CollectionExpired():
            return Expired(bill_of(state))
        case CollectionCancelled(reason):
            return Cancelled(bill_of(state), reason, left_to_return(state, reason))
        case LatePaymentReceived(payment, why) | DoublePaymentReceived(payment, why):
            return noted(state, Refund(payment, why))
        case RefundOrdered():
            assert isinstance(state, Settled)
            part = Refund(state.payment, event.why, "owed", event.refund, event.lines, event.fen)
            return noted(state, part)
        case FeeRefunded(notice):
            return answered(state, refunding.key_of(notice, event.refund), "returned")
        case RefundRefused(notice):
            return answered(state, refunding.key_of(notice, event.refund), "refused")
        case CallbackRejected() | SecondBillRefused() | RefundDenied():
            return state
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """Nothing more is owed to anybody; only money that comes unasked can still move it."""
    match state:
        case Awaiting() | Fetching() | Reconciled():
            return reconciling.is_terminal(state)
        case Nothing() | Opening() | Requested() | Closing():
            return False
        case Settled() | Expired() | Cancelled():
            return all(refund.answer != "owed" for refund in state.refunds)
        case Refused():
            return True
        case _:
            assert_never(state)

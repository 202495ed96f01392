"""What is asked of a collection, and what follows from it: each question to the room whose law it is. Pure."""

from dataclasses import replace
from typing import assert_never

from services.payments import collecting, paying, refunding
from services.payments.events import (
    CallbackRejected,
    ChannelContradicted,
    CollectionCancelled,
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
    CancelCollection,
    CollectFee,
    Command,
    ExpireOrder,
    InquireOrder,
    RecordCallback,
    RecordInquiry,
    RecordOrder,
    RecordRefund,
    RefundFee,
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
    State,
    answered,
    bill_of,
    left_to_return,
    noted,
)

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


def _decided(command: Command, state: State) -> list[Event]:  # noqa: C901, PLR0911 - a line for each command
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


def evolve(state: State, event: Event) -> State:  # noqa: C901, PLR0911, PLR0912 - a line for each event
    """Copy what the event says into the state that follows."""
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
        case Nothing() | Opening() | Requested() | Closing():
            return False
        case Settled() | Expired() | Cancelled():
            return all(refund.answer != "owed" for refund in state.refunds)
        case Refused():
            return True
        case _:
            assert_never(state)

"""The law of money that comes: settled once; late, twice or unwanted it goes back. Pure.

For the citizen: what the channel says was paid counts, whether it called or had to be asked, and before a collection
ends unpaid the channel is asked. Once the end was told, the case has gone on without the fee: what comes then is never
kept, it goes back whole and unasked.
"""

from datetime import datetime
from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.payments.events import (
    CallbackRejected,
    ChannelContradicted,
    CollectionExpired,
    DoublePaymentReceived,
    Event,
    FeeSettled,
    LatePaymentReceived,
)
from services.payments.ledger import PAID, RECEIVED_FOR_RETURN, WAIVED, booked
from services.payments.messages import Payment, RecordCallback, RecordInquiry
from services.payments.states import (
    Billed,
    Cancelled,
    Closing,
    Expired,
    Nothing,
    Opening,
    Refused,
    Requested,
    Settled,
    State,
    refund_of,
)


def record_callback(command: RecordCallback, state: State) -> list[Event]:
    """Take the channel's word, if it is the channel's."""
    if command.payment is not None:
        return _received(command.payment, command.receipt, state)
    if command.unpaid_at is None:
        return [CallbackRejected(command.channel, command.fault or "callback-malformed")]
    return _contradiction(command.channel, command.unpaid_at, state)


def record_inquiry(command: RecordInquiry, state: State) -> list[Event]:
    """Take the channel's answer; the last one ends a collection that nobody paid."""
    if isinstance(state, Nothing | Opening):
        raise NotYet("the order that was asked about is not here yet")
    if command.payment is not None:
        return _received(command.payment, command.receipt, state)
    if isinstance(state, Requested) and command.number > state.inquiries:
        raise NotYet("the inquiry that is answered is not here yet")
    if isinstance(state, Closing):
        ends = command.number == state.inquiries
        return [CollectionExpired(booked(state.bill.fen, WAIVED))] if ends else []
    return _contradiction(command.channel, command.asked_at, state)


def _received(payment: Payment, receipt: str, state: State) -> list[Event]:
    match state:
        case Nothing():
            raise NotYet("the bill of this payment is not here yet")
        case Refused():
            return [CallbackRejected(payment.channel, "order-unknown")]
        case Opening() | Requested() | Closing() | Settled() | Expired() | Cancelled():
            if payment.fen != state.bill.fen:
                return [CallbackRejected(payment.channel, "amount-mismatch")]
            return _paid(payment, receipt, state)
        case _:
            assert_never(state)


def _paid(payment: Payment, receipt: str, state: Billed) -> list[Event]:
    to_return = booked(payment.fen, RECEIVED_FOR_RETURN)
    match state:
        case Opening() | Requested() | Closing():
            # A fast payer pays before the order's answer is here: the signed notice says all that settling needs.
            return [FeeSettled(receipt, payment, booked(payment.fen, PAID))]
        case Settled(_, first) if payment.notice == first.notice:
            return []
        case Settled() | Expired() | Cancelled() if refund_of(payment.notice, state):
            return []
        case Settled():
            return [DoublePaymentReceived(payment, "paid-twice", to_return)]
        case Expired():
            return [LatePaymentReceived(payment, "payment-expired", to_return)]
        case Cancelled():
            return [LatePaymentReceived(payment, state.reason, to_return)]
        case _:
            assert_never(state)


def _contradiction(channel: str, said_at: datetime, state: State) -> list[Event]:
    """`Not paid`, said after the payment: once a person shall look, the fee stays settled. Said before, it was true."""
    if not isinstance(state, Settled) or state.contradicted:
        return []
    payment = state.payment
    contradicts = channel == payment.channel and said_at > payment.paid_at
    return [ChannelContradicted(channel, payment.notice, said_at)] if contradicts else []

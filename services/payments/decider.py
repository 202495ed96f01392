"""The law of collecting a fee: what is asked of a collection, and what follows from it. Pure."""

from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.payments.messages import (
    Account,
    Bill,
    CallbackRejected,
    CancelCollection,
    CollectFee,
    CollectionCancelled,
    CollectionExpired,
    CollectionOpened,
    CollectionRefused,
    Command,
    DoublePaymentReceived,
    Entry,
    Event,
    ExpireOrder,
    FeeRefunded,
    FeeRequested,
    FeeSettled,
    LatePaymentReceived,
    Payment,
    RecordCallback,
    RecordOrder,
    RecordRefund,
    RefundRefused,
)
from services.payments.states import (
    GRAPH,
    Billed,
    Cancelled,
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
    refund_of,
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


def _decided(command: Command, state: State) -> list[Event]:
    match command:
        case CollectFee():
            return _collect(command, state)
        case RecordOrder():
            return _record_order(command, state)
        case RecordCallback():
            return _record_callback(command, state)
        case ExpireOrder():
            return _expire(command, state)
        case CancelCollection():
            return _cancel(command, state)
        case RecordRefund():
            return _record_refund(command, state)
        case _:
            assert_never(command)


def _collect(command: CollectFee, state: State) -> list[Event]:
    if not isinstance(state, Nothing):
        return []
    total = sum(line.fen for line in command.lines)
    if total != command.total_fen or total <= 0:
        return [CollectionRefused("fee-lines-mismatch")]
    bill = Bill(command.subject, command.payer, command.lines, total, command.notify_url)
    return [CollectionOpened(bill, _booked(total, "accounts-receivable", "payable-to-treasury"))]


def _record_order(command: RecordOrder, state: State) -> list[Event]:
    if isinstance(state, Nothing):
        raise NotYet("the bill of this order is not here yet")
    if not isinstance(state, Opening):
        return []
    if command.refused is not None:
        return [CollectionRefused(command.refused, _waived(state.bill))]
    assert command.expires_at is not None  # the contract asks for it where nothing is refused
    order = (command.channel, command.channel_order, command.pay_url)
    return [FeeRequested(state.bill.fen, *order, command.expires_at)]


def _record_callback(command: RecordCallback, state: State) -> list[Event]:
    payment = command.payment
    if payment is None:
        return [CallbackRejected(command.channel, command.fault or "callback-malformed")]
    match state:
        case Nothing():
            raise NotYet("the bill of this payment is not here yet")
        case Refused():
            return [CallbackRejected(command.channel, "order-unknown")]
        case Opening() | Requested() | Settled() | Expired() | Cancelled():
            if payment.fen != state.bill.fen:
                return [CallbackRejected(command.channel, "amount-mismatch")]
            return _paid(payment, state)
        case _:
            assert_never(state)


def _paid(payment: Payment, state: Billed) -> list[Event]:
    to_return = _booked(payment.fen, "other-monetary-funds", "other-payables")
    match state:
        case Opening(bill) | Requested(bill):
            # A fast payer pays before the order's answer is here: the signed notice says all that settling needs.
            entries = _booked(payment.fen, "other-monetary-funds", "accounts-receivable")
            return [FeeSettled(_receipt(bill), payment, entries)]
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


def _expire(command: ExpireOrder, state: State) -> list[Event]:
    match state:
        case Nothing() | Opening():
            raise NotYet("there is no order yet that could expire")
        case Requested(bill, expires_at):
            # Asked too soon, the order still stands; the timer asks again when it is due.
            return [CollectionExpired(_waived(bill))] if command.at >= expires_at else []
        case Settled() | Expired() | Cancelled() | Refused():
            return []
        case _:
            assert_never(state)


def _cancel(command: CancelCollection, state: State) -> list[Event]:
    match state:
        case Nothing():
            raise NotYet("there is no bill yet that could be cancelled")
        case Opening(bill) | Requested(bill):
            return [CollectionCancelled(command.reason, _waived(bill))]
        case Settled(bill):
            entries = _booked(bill.fen, "payable-to-treasury", "other-payables")
            return [CollectionCancelled(command.reason, entries)]
        case Expired():
            return [CollectionCancelled(command.reason)]
        case Cancelled() | Refused():
            return []
        case _:
            assert_never(state)


def _record_refund(command: RecordRefund, state: State) -> list[Event]:
    refund = refund_of(command.notice, state)
    if refund is None:
        raise NotYet("the payment that was given back is not here yet")
    if command.refused is not None:
        return [RefundRefused(command.notice, command.refused)] if refund.answer == "owed" else []
    if refund.answer == "returned":
        return []
    assert command.refunded_at is not None  # the contract asks for it where nothing is refused
    given = (command.notice, command.refunded_fen, refund.why, command.channel_refund, command.refunded_at)
    return [FeeRefunded(*given, _booked(command.refunded_fen, "other-payables", "other-monetary-funds"))]


def _receipt(bill: Bill) -> str:
    # One payment stream settles once, so its own number makes the receipt's unique, and the same at every try.
    return f"PJ-{bill.payment.removeprefix('payment-')}"


def _waived(bill: Bill) -> tuple[Entry, ...]:
    return _booked(bill.fen, "payable-to-treasury", "accounts-receivable")


def _booked(fen: int, debit: Account, credit: Account) -> tuple[Entry, ...]:
    return (Entry(debit, debit_fen=fen), Entry(credit, credit_fen=fen))


def evolve(state: State, event: Event) -> State:  # noqa: C901, PLR0911, PLR0912 - a line for each event
    """Copy what the event says into the state that follows."""
    match event:
        case CollectionOpened(bill):
            return Opening(bill)
        case CollectionRefused(reason):
            return Refused(reason)
        case FeeRequested():
            return Requested(bill_of(state), event.expires_at)
        case FeeSettled():
            return Settled(bill_of(state), event.payment)
        case CollectionExpired():
            return Expired(bill_of(state))
        case CollectionCancelled(reason):
            return Cancelled(bill_of(state), reason, left_to_return(state, reason))
        case LatePaymentReceived(payment, why) | DoublePaymentReceived(payment, why):
            return noted(state, Refund(payment, why))
        case FeeRefunded(notice):
            return answered(state, notice, "returned")
        case RefundRefused(notice):
            return answered(state, notice, "refused")
        case CallbackRejected():
            return state
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """Nothing more is owed to anybody; only money that comes unasked can still move it."""
    match state:
        case Nothing() | Opening() | Requested():
            return False
        case Settled() | Expired() | Cancelled():
            return all(refund.answer != "owed" for refund in state.refunds)
        case Refused():
            return True
        case _:
            assert_never(state)

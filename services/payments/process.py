"""What a collection still owes to the channel, and until when it waits for the payer. Pure."""

from datetime import date, timedelta
from typing import assert_never

from services.chassis.vocabulary import Deadline, Owed
from services.payments.collecting import LAST_WORD, next_inquiry
from services.payments.messages import Bill
from services.payments.reconciling import Awaiting, Fetching, Reconciled, Statement, due, stream_of
from services.payments.states import (
    Cancelled,
    Closing,
    Expired,
    Nothing,
    Opening,
    Refund,
    Refunds,
    Refused,
    Requested,
    Settled,
    State,
)

LONGEST_DESCRIPTION = 128
"""Characters, by the contract of `open-order`."""

MILLISECOND = timedelta(milliseconds=1)


def next_commands(state: State | Statement) -> tuple[Owed, ...]:
    """An order for a bill that has none yet; a question when it is silent; every return that is still owed."""
    match state:
        case Awaiting() | Fetching() | Reconciled():
            return _of_statement(state)
        case Opening(bill):
            return (_order(bill),)
        case Requested():
            return (_inquiry(state),) if state.inquiries else ()
        case Closing():
            return (_inquiry(state),)
        case Settled(bill, _, refunds) | Expired(bill, refunds) | Cancelled(bill, _, refunds):
            return _returns(bill, refunds)
        case Nothing() | Refused():
            return ()
        case _:
            assert_never(state)


def deadlines(state: State | Statement) -> tuple[Deadline, ...]:
    """One at a time, so that an order paid soon costs one: the next inquiry, the order's end, then the last word."""
    # Timers count whole milliseconds: cut short, the moment must still lie behind what is waited for.
    if isinstance(state, Requested):
        if moment := next_inquiry(state):
            return (Deadline("inquire-order", moment + MILLISECOND, "payments.inquire-order.v1"),)
        return (Deadline("expire-order", state.expires_at + MILLISECOND, "payments.expire-order.v1"),)
    if isinstance(state, Awaiting | Fetching | Reconciled):
        return _morning_after(state)
    if isinstance(state, Closing):
        last = state.expires_at + LAST_WORD + MILLISECOND
        return (Deadline("expire-order", last, "payments.expire-order.v1"),)
    return ()


def _inquiry(state: Requested | Closing) -> Owed:
    data = {
        "order": state.bill.payment,
        "channel": state.channel,
        "channel_order": state.channel_order,
        "number": state.inquiries,
    }
    return Owed(f"query-order:{state.inquiries}", "payments.query-order.v1", state.bill.payment, data)


def _order(bill: Bill) -> Owed:
    data = {
        "order": bill.payment,
        "fen": bill.fen,
        "description": _description(bill),
        "notify_url": bill.notify_url,
    }
    return Owed("open-order", "payments.open-order.v1", bill.payment, data)


def _description(bill: Bill) -> str:
    chinese = "、".join(line.name.zh for line in bill.lines)
    english = ", ".join(line.name.en for line in bill.lines)
    return f"{chinese} / {english}"[:LONGEST_DESCRIPTION]


def _returns(bill: Bill, refunds: Refunds) -> tuple[Owed, ...]:
    return tuple(_return(bill, refund) for refund in refunds if refund.answer == "owed")


def _return(bill: Bill, refund: Refund) -> Owed:
    payment = refund.payment
    data = {
        "order": bill.payment,
        "channel": payment.channel,
        "channel_order": payment.channel_order,
        "notice": payment.notice,
        "fen": refund.fen,
        "why": refund.why,
        **({"refund": refund.number} if refund.number else {}),
    }
    return Owed(f"refund-order:{refund.key}", "payments.refund-order.v1", bill.payment, data)


def _of_statement(state: Statement) -> tuple[Owed, ...]:
    """The next page; and once a day is compared, the day after it."""
    channel, day = state.of.channel, date.fromisoformat(state.of.day)
    if isinstance(state, Fetching):
        asked = {"channel": channel, "day": state.of.day, "run": state.of.runs, "page": state.page}
        stream = stream_of(channel, day)
        purpose = f"fetch-statement:{state.of.runs}:{state.page}"
        return (Owed(purpose, "payments.fetch-statement.v1", stream, {"statement": stream, **asked}),)
    if isinstance(state, Reconciled):
        tomorrow = stream_of(channel, day + timedelta(days=1))
        return (Owed("await-statement", "payments.await-statement.v1", tomorrow, {}),)
    return ()


def _morning_after(state: Statement) -> tuple[Deadline, ...]:
    if not isinstance(state, Awaiting):
        return ()
    return (Deadline("reconcile-day", due(date.fromisoformat(state.of.day)), "payments.reconcile-day.v1"),)

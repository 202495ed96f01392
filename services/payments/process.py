"""What a collection still owes to the channel, and until when it waits for the payer. Pure."""

from datetime import timedelta
from typing import assert_never

from services.chassis.vocabulary import Deadline, Owed
from services.payments.messages import Bill
from services.payments.states import (
    Cancelled,
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


def next_commands(state: State) -> tuple[Owed, ...]:
    """An order for a bill that has none yet; the return of every payment that may not be kept."""
    match state:
        case Opening(bill):
            return (_order(bill),)
        case Settled(bill, _, refunds) | Expired(bill, refunds) | Cancelled(bill, _, refunds):
            return _returns(bill, refunds)
        case Nothing() | Requested() | Refused():
            return ()
        case _:
            assert_never(state)


def deadlines(state: State) -> tuple[Deadline, ...]:
    """The end of the order, while it can be paid."""
    if isinstance(state, Requested):
        # Timers count whole milliseconds: cut short, the moment must still lie behind the order's end.
        due = state.expires_at + timedelta(milliseconds=1)
        return (Deadline("expire-order", due, "payments.expire-order.v1"),)
    return ()


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
        "channel_order": payment.channel_order,
        "notice": payment.notice,
        "fen": payment.fen,
        "why": refund.why,
    }
    return Owed(f"refund-order:{payment.notice}", "payments.refund-order.v1", bill.payment, data)

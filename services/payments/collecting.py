"""The law of a bill (缴款单) and of its order: what may be collected, until when, and when to ask. Pure."""

from datetime import datetime, timedelta
from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.payments.events import (
    CollectionExpired,
    CollectionOpened,
    CollectionRefused,
    Event,
    FeeRequested,
    LastInquiryOpened,
    OrderInquired,
    SecondBillRefused,
)
from services.payments.ledger import BILLED, WAIVED, booked
from services.payments.messages import Bill, CollectFee, ExpireOrder, FeeLine, InquireOrder, RecordOrder
from services.payments.states import (
    Cancelled,
    Closing,
    Expired,
    Nothing,
    Opening,
    Refused,
    Requested,
    Settled,
    State,
)

INQUIRIES = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
"""How long after the order the channel is asked, if it was silent: each wait longer than the one before."""

LAST_WORD = timedelta(hours=1)
"""How long the channel's answer to the last inquiry is waited for, before the collection ends without it."""


def collect(command: CollectFee, state: State) -> list[Event]:
    """Open a bill that is right; the same bill again is known, another one for the same collection is refused."""
    asked = (command.lines, command.total_fen)
    match state:
        case Nothing():
            return [_opened(command)]
        case Refused():
            same = asked == (state.lines, state.total_fen)
        case Opening() | Requested() | Closing() | Settled() | Expired() | Cancelled():
            same = (command.payer, *asked) == (state.bill.payer, state.bill.lines, state.bill.fen)
        case _:
            assert_never(state)
    return [] if same else [SecondBillRefused("bill-already-stands", command.total_fen)]


def _opened(command: CollectFee) -> Event:
    if fault := fault_of(command.lines, command.total_fen):
        return CollectionRefused(fault, lines=command.lines, total_fen=command.total_fen)
    bill = Bill(command.subject, command.payer, command.lines, command.total_fen, command.notify_url)
    return CollectionOpened(bill, booked(bill.fen, BILLED))


def fault_of(lines: tuple[FeeLine, ...], total_fen: int) -> str | None:
    """Why this is no bill: the reason, or None if lines, exemptions and total agree.

    A bill of nothing is none: who is exempt from everything owes nothing, pays nothing and gets no receipt, so no
    collection is opened; the exemption's ground stands in the case's approval.
    """
    if any(_exemption_is_unfounded(line) for line in lines):
        return "exemption-unfounded"
    one_each = len({line.code for line in lines}) == len(lines)
    adds_up = sum(line.fen for line in lines) == total_fen > 0
    return None if one_each and adds_up and min(line.fen for line in lines) >= 0 else "fee-lines-mismatch"


def _exemption_is_unfounded(line: FeeLine) -> bool:
    """Reduced without a ground, a ground that reduces nothing, or more asked than the fee schedule says."""
    if line.full_fen is None:
        return line.exemption is not None
    if line.exemption is None:
        return line.fen != line.full_fen
    return not line.fen < line.full_fen


def record_order(command: RecordOrder, state: State) -> list[Event]:
    """Tell the payer where to pay; a channel that takes no order ends the collection."""
    if isinstance(state, Nothing):
        raise NotYet("the bill of this order is not here yet")
    if not isinstance(state, Opening):
        return []
    if command.refused is not None:
        bill = state.bill
        return [CollectionRefused(command.refused, booked(bill.fen, WAIVED), bill.lines, bill.fen)]
    assert command.expires_at is not None  # the contract asks for it where nothing is refused
    order = (command.channel, command.channel_order, command.pay_url)
    return [FeeRequested(state.bill.fen, *order, command.expires_at, command.at)]


def next_inquiry(state: Requested) -> datetime | None:
    """When the channel is asked next, if it is silent until then; None if the order ends before."""
    if state.asked_at is None or state.inquiries >= len(INQUIRIES):
        return None
    due = state.asked_at + INQUIRIES[state.inquiries]
    return due if due < state.expires_at else None


def inquire(command: InquireOrder, state: State) -> list[Event]:
    """Ask the channel when it has been silent for long; only the wait that is over counts."""
    if isinstance(state, Nothing | Opening):
        raise NotYet("there is no order yet to ask about")
    if not isinstance(state, Requested):
        return []
    due = next_inquiry(state)
    return [OrderInquired(state.inquiries + 1)] if due is not None and command.at >= due else []


def expire(command: ExpireOrder, state: State) -> list[Event]:
    """When the time to pay is over, ask the channel a last time; end without its answer only after the last word."""
    match state:
        case Nothing() | Opening():
            raise NotYet("there is no order yet that could expire")
        case Requested(_, expires_at):
            # Asked too soon, the order still stands; the timer asks again when it is due.
            return [LastInquiryOpened(state.inquiries + 1)] if command.at >= expires_at else []
        case Closing(bill, expires_at):
            over = command.at >= expires_at + LAST_WORD
            return [CollectionExpired(booked(bill.fen, WAIVED))] if over else []
        case Settled() | Expired() | Cancelled() | Refused():
            return []
        case _:
            assert_never(state)

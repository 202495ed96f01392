"""The law of giving back: all of it or parts by line, never more than was paid, and each refund once. Pure."""

from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.payments.events import (
    CollectionCancelled,
    Event,
    FeeRefunded,
    RefundDenied,
    RefundOrdered,
    RefundRefused,
)
from services.payments.ledger import GIVEN_BACK, OWED_BACK, WAIVED, booked
from services.payments.messages import CancelCollection, RecordRefund, RefundFee, RefundLine
from services.payments.states import (
    Cancelled,
    Closing,
    Expired,
    Nothing,
    Opening,
    Refunds,
    Refused,
    Requested,
    Settled,
    State,
    left_of,
    refund_of,
    refunds_of,
)


def cancel(command: CancelCollection, state: State) -> list[Event]:
    """Stop collecting; what is left of a settled fee becomes the payer's."""
    match state:
        case Nothing():
            raise NotYet("there is no bill yet that could be cancelled")
        case Opening(bill) | Requested(bill) | Closing(bill):
            return [CollectionCancelled(command.reason, booked(bill.fen, WAIVED))]
        case Settled():
            return [CollectionCancelled(command.reason, booked(left_of(state), OWED_BACK))]
        case Expired():
            return [CollectionCancelled(command.reason)]
        case Cancelled() | Refused():
            return []
        case _:
            assert_never(state)


def refund_fee(command: RefundFee, state: State) -> list[Event]:
    """Order a refund by line; without lines, of everything that is left. The sender's number makes it one refund."""
    if isinstance(state, Nothing):
        raise NotYet("there is no bill yet to refund")
    asked = [refund for refund in refunds_of(state) if refund.number == command.refund]
    if asked:
        same = (asked[0].why, asked[0].lines) == (command.reason, command.lines) or not command.lines
        return [] if same else [RefundDenied(command.refund, "refund-number-reused")]
    if not isinstance(state, Settled):
        return [RefundDenied(command.refund, "nothing-to-refund")]
    left = left_by_line(state)
    lines = command.lines or tuple(RefundLine(code, fen) for code, fen in left.items() if fen)
    fen = sum(line.fen for line in lines)
    if not fen:
        return [RefundDenied(command.refund, "nothing-to-refund")]
    if len({line.code for line in lines}) < len(lines) or any(line.fen > left.get(line.code, 0) for line in lines):
        return [RefundDenied(command.refund, "refund-exceeds-payment")]
    return [RefundOrdered(command.refund, fen, lines, command.reason, booked(fen, OWED_BACK))]


def left_by_line(state: Settled) -> dict[str, int]:
    """What is left of each line of a settled bill, after the parts that were ordered back."""
    left = {line.code: line.fen for line in state.bill.lines}
    for line in _given(state.refunds):
        left[line.code] -= line.fen
    return left


def _given(refunds: Refunds) -> list[RefundLine]:
    return [line for refund in refunds for line in refund.lines]


def record_refund(command: RecordRefund, state: State) -> list[Event]:
    """Take the channel's answer; given back is the last word, a refusal is not asked for again."""
    refund = refund_of(key_of(command.notice, command.refund), state)
    if refund is None:
        raise NotYet("the payment that was given back is not here yet")
    if command.refused is not None:
        refused = RefundRefused(command.notice, command.refused, command.refund, refund.fen)
        return [refused] if refund.answer == "owed" else []
    if refund.answer == "returned":
        return []
    assert command.refunded_at is not None  # the contract asks for it where nothing is refused
    given = (command.notice, command.refunded_fen, refund.why, command.channel_refund, command.refunded_at)
    # What the channel gave is booked, not what it was asked for; lines are named only where they add up to it.
    lines = refund.lines if command.refunded_fen == refund.fen else ()
    return [
        FeeRefunded(*given, booked(command.refunded_fen, GIVEN_BACK), command.refund, lines, refund.payment.channel)
    ]


def key_of(notice: str, number: str) -> str:
    """The key of a refund, from what an event says of it."""
    return f"{notice}/{number}" if number else notice

"""Every event balances, every step is one the graph allows, and everything said keeps to its contract."""

from dataclasses import replace
from typing import Any

import pytest

from services.chassis import codec
from services.chassis.contracts import Contracts
from services.payments.decider import UnlawfulStep
from services.payments.events import (
    EVENTS,
    CallbackRejected,
    ChannelContradicted,
    CollectionCancelled,
    CollectionOpened,
    CollectionRefused,
    DoublePaymentReceived,
    Event,
    FeeSettled,
    LastInquiryOpened,
    LatePaymentReceived,
    OrderInquired,
    RefundDenied,
    RefundOrdered,
    SecondBillRefused,
)
from services.payments.graph import GRAPH
from services.payments.ledger import balances
from services.payments.messages import StatementLine
from services.payments.process import next_commands
from services.payments.public import publish
from services.payments.reconciling import Awaiting, Day, Fetching, Reconciled
from services.payments.service import DEFINITION
from services.payments.statement_events import (
    Difference,
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
)
from tests.payments.money import (
    AFTER,
    ASKED_LAST,
    BILL,
    CANCEL,
    CANCELLED,
    CHANNEL,
    END,
    EXPIRED,
    FEN,
    FIRST,
    HALF_ORDERED,
    LATE,
    LATE_KEPT,
    LATE_RETURNED,
    NOON,
    OPENED,
    ORDER,
    PAID_LATE,
    PAID_TWICE,
    PAYMENT,
    REQUESTED,
    SETTLED,
    WAITING,
    WAIVED,
    paid,
)

CONTRACTS = Contracts.load()
PRIVATE = (
    *(CollectionOpened, CollectionCancelled, LatePaymentReceived, DoublePaymentReceived),
    *(OrderInquired, LastInquiryOpened, RefundOrdered),
    *(StatementAwaited, StatementAsked, StatementPageRead),
)
DAY = Day("standin-channel", "2026-11-23")
MISSING = Difference("missing-here.payment.N-1", "missing-here", PAYMENT, "N-1", None, FEN)
OWED = (Refund(LATE, "payment-expired"),)
STATES = (
    Nothing(),
    Opening(BILL),
    Requested(BILL, END, CHANNEL, ORDER, NOON, inquiries=2),
    Closing(BILL, END, CHANNEL, ORDER, inquiries=3),
    Settled(BILL, FIRST, OWED),
    Expired(BILL, OWED),
    Cancelled(BILL, "withdrawn-by-applicant", OWED),
    Refused("channel-refused"),
    Awaiting(DAY),
    Fetching(replace(DAY, runs=1), page=2),
    Reconciled(replace(DAY, runs=1)),
)
ALL_EVENTS: tuple[Event, ...] = (
    OPENED,
    CollectionRefused("channel-refused", WAIVED),
    REQUESTED,
    SETTLED,
    EXPIRED,
    CANCELLED,
    PAID_LATE,
    PAID_TWICE,
    LATE_RETURNED,
    LATE_KEPT,
    OrderInquired(1),
    ASKED_LAST,
    HALF_ORDERED,
    RefundDenied("TF-2", "nothing-to-refund"),
    ChannelContradicted(CHANNEL, "N-1", AFTER),
    SecondBillRefused("bill-already-stands", 1),
    CallbackRejected(CHANNEL, "signature-invalid"),
    StatementAwaited("standin-channel", "2026-11-23"),
    StatementAsked("standin-channel", "2026-11-23", 1),
    StatementPageRead(1, (StatementLine("N-1", PAYMENT, "payment", FEN),)),
    DifferenceFound("standin-channel", "2026-11-23", MISSING),
    StatementReconciled("standin-channel", "2026-11-23", 0, 1),
    DifferenceSettled("missing-here.payment.N-1", "officer-1", "collected by hand"),
)


def test_the_examples_here_are_of_every_event_and_every_state() -> None:
    """So that what the tests below say of all is said of all."""
    assert {type(event) for event in ALL_EVENTS} == set(EVENTS)
    assert {type(state) for state in STATES} == set(GRAPH)


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_balances(event: Event) -> None:
    """Double entry: what one account gives another takes, and each line has one side."""
    assert sum(balances([event]).values()) == 0
    for entry in getattr(event, "entries", ()):
        assert min(entry.debit_fen, entry.credit_fen) == 0 < max(entry.debit_fen, entry.credit_fen)


def test_a_settled_fee_is_the_treasurys() -> None:
    """The channel holds it, the treasury is owed it, the payer owes nothing."""
    assert balances([OPENED, REQUESTED, SETTLED]) == {"other-monetary-funds": 7000, "payable-to-treasury": -7000}


@pytest.mark.parametrize("end", [EXPIRED, CANCELLED, CollectionRefused("channel-refused", WAIVED)])
def test_a_fee_that_is_not_paid_leaves_no_trace_in_the_balances(end: Event) -> None:
    """However it ended."""
    assert balances([OPENED, REQUESTED, end]) == {}


def test_what_is_to_go_back_is_the_payers_until_it_has_gone() -> None:
    """The channel holds it for the payer; once returned the books are as before."""
    assert balances([OPENED, EXPIRED, PAID_LATE]) == {"other-monetary-funds": 7000, "other-payables": -7000}
    assert balances([OPENED, EXPIRED, PAID_LATE, LATE_RETURNED]) == {}
    assert balances([OPENED, EXPIRED, PAID_LATE, LATE_KEPT]) == balances([OPENED, EXPIRED, PAID_LATE])


def test_cancelling_a_settled_fee_moves_it_from_the_treasury_to_the_payer() -> None:
    """The money is the same; whose it is has changed."""
    (cancelled,) = WAITING.given(SETTLED).when(CANCEL).events
    assert balances([OPENED, SETTLED, cancelled]) == {"other-monetary-funds": 7000, "other-payables": -7000}


EDGES = [(state, event) for state in STATES for event in ALL_EVENTS if type(event) in GRAPH[type(state)]]


@pytest.mark.parametrize(("state", "event"), EDGES, ids=lambda each: type(each).__name__)
def test_every_edge_of_the_graph_is_walked_by_evolve(state: Any, event: Event) -> None:
    """The graph says of each step where it leads, and it leads there."""
    assert type(DEFINITION.evolve(state, event)) is GRAPH[type(state)][type(event)]


def test_every_event_can_happen_somewhere() -> None:
    """The graph lists no event that is never decided, and forgets none."""
    assert {event for edges in GRAPH.values() for event in edges} == set(EVENTS)


def test_the_graph_is_enforced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that is taken out of the graph can no longer be decided."""
    graph = dict(GRAPH[Requested])
    del graph[FeeSettled]
    monkeypatch.setitem(GRAPH, Requested, graph)
    with pytest.raises(UnlawfulStep, match="FeeSettled leads from Requested to Settled"):
        WAITING.when(paid(FIRST))


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_is_read_as_it_was_stored(event: Event) -> None:
    """Stored as JSON under its class name, it comes back the same."""
    stored = codec.decode(codec.encode(codec.plain(event)))
    assert codec.convert(stored, type(event)) == event


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: type(event).__name__)
def test_what_is_published_keeps_to_its_contract(event: Event) -> None:
    """Checked as strictly as the producer checks; no payer, no account, no channel's number gets out."""
    published = publish(event, Nothing())
    assert (published is None) == isinstance(event, PRIVATE)
    if published is not None:
        CONTRACTS.check_strict(published.type, published.data)


@pytest.mark.parametrize("state", STATES, ids=lambda state: type(state).__name__)
def test_what_is_owed_keeps_to_its_contract(state: Any) -> None:
    """Orders and refunds leave as the contract of the effect says."""
    for owed in next_commands(state):
        CONTRACTS.check_strict(owed.type, owed.data)


def test_every_reason_that_payments_gives_is_known() -> None:
    """A citizen can look each of them up, in both languages."""
    given = {"fee-lines-mismatch", "amount-mismatch", "order-unknown", "paid-twice", "payment-expired"}
    given |= {"channel-refused", "refund-refused", "signature-invalid", "sender-unknown", "callback-malformed"}
    given |= {"exemption-unfounded", "bill-already-stands", "refund-exceeds-payment", "refund-number-reused"}
    given |= {"nothing-to-refund"}
    assert given <= set(CONTRACTS.reasons())

"""Which event may lead from which state to which: the state graph, as data. `decide` never leaves it."""

from collections.abc import Mapping

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
    Refused,
    Requested,
    Settled,
    State,
)

GRAPH: Mapping[type[State | Statement], Mapping[type[Event], type[State | Statement]]] = {
    Nothing: {
        CollectionOpened: Opening,
        CollectionRefused: Refused,
        CallbackRejected: Nothing,
        StatementAwaited: Awaiting,
        StatementAsked: Fetching,
    },
    Opening: {
        FeeRequested: Requested,
        FeeSettled: Settled,
        CollectionRefused: Refused,
        CollectionCancelled: Cancelled,
        SecondBillRefused: Opening,
        RefundDenied: Opening,
        CallbackRejected: Opening,
    },
    Requested: {
        OrderInquired: Requested,
        LastInquiryOpened: Closing,
        FeeSettled: Settled,
        CollectionCancelled: Cancelled,
        SecondBillRefused: Requested,
        RefundDenied: Requested,
        CallbackRejected: Requested,
    },
    Closing: {
        FeeSettled: Settled,
        CollectionExpired: Expired,
        CollectionCancelled: Cancelled,
        SecondBillRefused: Closing,
        RefundDenied: Closing,
        CallbackRejected: Closing,
    },
    Settled: {
        DoublePaymentReceived: Settled,
        RefundOrdered: Settled,
        RefundDenied: Settled,
        FeeRefunded: Settled,
        RefundRefused: Settled,
        ChannelContradicted: Settled,
        CollectionCancelled: Cancelled,
        SecondBillRefused: Settled,
        CallbackRejected: Settled,
    },
    Expired: {
        LatePaymentReceived: Expired,
        FeeRefunded: Expired,
        RefundRefused: Expired,
        CollectionCancelled: Cancelled,
        SecondBillRefused: Expired,
        RefundDenied: Expired,
        CallbackRejected: Expired,
    },
    Cancelled: {
        LatePaymentReceived: Cancelled,
        FeeRefunded: Cancelled,
        RefundRefused: Cancelled,
        SecondBillRefused: Cancelled,
        RefundDenied: Cancelled,
        CallbackRejected: Cancelled,
    },
    Refused: {
        SecondBillRefused: Refused,
        RefundDenied: Refused,
        CallbackRejected: Refused,
    },
    Awaiting: {
        StatementAsked: Fetching,
    },
    Fetching: {
        StatementPageRead: Fetching,
        DifferenceFound: Fetching,
        StatementReconciled: Reconciled,
        DifferenceSettled: Fetching,
    },
    Reconciled: {
        StatementAsked: Fetching,
        DifferenceSettled: Reconciled,
    },
}
"""The state graph: an event that is not listed under a state cannot be decided there."""

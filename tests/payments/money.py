"""One fee, as the tests of payments know it: a driving licence for 70 yuan, in two lines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.chassis.testing.scenario import Scenario
from services.payments.events import (
    CallbackRejected,
    CollectionCancelled,
    CollectionExpired,
    CollectionOpened,
    DoublePaymentReceived,
    FeeRefunded,
    FeeRequested,
    FeeSettled,
    LastInquiryOpened,
    LatePaymentReceived,
    RefundOrdered,
    RefundRefused,
)
from services.payments.messages import (
    Bill,
    CancelCollection,
    CollectFee,
    Entry,
    ExpireOrder,
    FeeLine,
    InquireOrder,
    LocalizedName,
    Payment,
    RecordCallback,
    RecordInquiry,
    RecordOrder,
    RecordRefund,
    RefundFee,
    RefundLine,
)
from services.payments.service import DEFINITION

NUMBER = "530000-7K2M9QX4TB3ZP8WN5RJD"
PAYMENT, CASE, PROVINCE = f"payment-{NUMBER}", f"case-{NUMBER}", "530000"
PAYER = "person-0123456789abcdef01234567"
CHANNEL, ORDER, PAY_URL = "standin-pay", "2026112302000277", "https://pay.example/orders/2026112302000277"
NOTIFY_URL = f"https://portal.example/callbacks/payments/{PAYMENT}/{CASE}/{PROVINCE}"
FEN = 7000
RECEIPT = "530101268802000001"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
END = NOON + timedelta(hours=2)
AFTER = END + timedelta(minutes=1)

LINES = (
    FeeLine("card", LocalizedName("证件工本费", "Cost of the card"), 1000),
    FeeLine("exam", LocalizedName("考试费", "Examination"), 6000),
)

# --- what is asked ---

COLLECT = CollectFee(PAYMENT, CASE, PROVINCE, PAYER, LINES, FEN, NOTIFY_URL)
ORDERED = RecordOrder(PAYMENT, CHANNEL, ORDER, PAY_URL, END, at=NOON)
ORDER_REFUSED = RecordOrder(PAYMENT, refused="channel-refused")
TIME_IS_UP = ExpireOrder(PAYMENT, AFTER)
SILENCE = InquireOrder(PAYMENT, NOON + timedelta(minutes=6))
LAST_WORD_IS_OVER = ExpireOrder(PAYMENT, END + timedelta(hours=2))
NOT_PAID = RecordInquiry(PAYMENT, CHANNEL, 1, AFTER)
"""The channel's answer to the last inquiry: nobody paid."""

HALF_BACK = RefundFee(PAYMENT, "TF-1", "interest-of-others", (RefundLine("exam", 3000),))
CANCEL = CancelCollection(PAYMENT, "withdrawn-by-applicant")

FIRST = Payment("N-1", CHANNEL, ORDER, FEN, NOON + timedelta(minutes=5))
SECOND = replace(FIRST, notice="N-2", paid_at=NOON + timedelta(minutes=6))
LATE = replace(FIRST, notice="N-3", paid_at=AFTER)


def paid(payment: Payment) -> RecordCallback:
    """The channel's genuine word that this payment came."""
    return RecordCallback(PAYMENT, CASE, PROVINCE, CHANNEL, "{}", "", payment, receipt=RECEIPT)


def disbelieved(reason: str) -> RecordCallback:
    """A call that is not what it claims to be."""
    return RecordCallback(PAYMENT, CASE, PROVINCE, CHANNEL, "{}", "00", None, reason)


def found(payment: Payment, number: int = 1) -> RecordInquiry:
    """The channel's answer when it is asked: this payment came."""
    return RecordInquiry(PAYMENT, CHANNEL, number, AFTER, payment, RECEIPT)


def given_back(payment: Payment, fen: int = FEN) -> RecordRefund:
    """The channel's word that this payment went back."""
    return RecordRefund(PAYMENT, payment.notice, f"R-{payment.notice}", fen, AFTER)


def part_back() -> RecordRefund:
    """The channel's word that the half that was asked for went back."""
    return RecordRefund(PAYMENT, "N-1", "R-TF-1", 3000, AFTER, refund="TF-1")


def kept_back(payment: Payment) -> RecordRefund:
    """The channel's word that this payment will not go back."""
    return RecordRefund(PAYMENT, payment.notice, refused="refund-refused")


# --- what happens ---


def booked(debit: str, credit: str, fen: int = FEN) -> tuple[Entry, ...]:
    """From the credited account to the debited one."""
    return (Entry(debit, fen, 0), Entry(credit, 0, fen))  # type: ignore[arg-type]


WAIVED = booked("payable-to-treasury", "accounts-receivable")
OWED_BACK = booked("other-monetary-funds", "other-payables")
RETURNED = booked("other-payables", "other-monetary-funds")

BILL = Bill(PAYMENT, PAYER, LINES, FEN, NOTIFY_URL)
OPENED = CollectionOpened(BILL, booked("accounts-receivable", "payable-to-treasury"))
REQUESTED = FeeRequested(FEN, CHANNEL, ORDER, PAY_URL, END, NOON)
SETTLED = FeeSettled(RECEIPT, FIRST, booked("other-monetary-funds", "accounts-receivable"))
ASKED_LAST = LastInquiryOpened(1)
EXPIRED = CollectionExpired(WAIVED)
TO_PAYER = booked("payable-to-treasury", "other-payables", 3000)
HALF_ORDERED = RefundOrdered("TF-1", 3000, (RefundLine("exam", 3000),), "interest-of-others", TO_PAYER)
CANCELLED = CollectionCancelled("withdrawn-by-applicant", WAIVED)
PAID_TWICE = DoublePaymentReceived(SECOND, "paid-twice", OWED_BACK)
PAID_LATE = LatePaymentReceived(LATE, "payment-expired", OWED_BACK)
LATE_RETURNED = FeeRefunded("N-3", FEN, "payment-expired", "R-N-3", AFTER, RETURNED, channel=CHANNEL)
LATE_KEPT = RefundRefused("N-3", "refund-refused", fen=FEN)
FORGED = CallbackRejected(CHANNEL, "signature-invalid")

NOTHING = Scenario(DEFINITION)
"""Nobody has asked for money."""

OPENING = NOTHING.given(OPENED)
"""The channel is being asked for an order."""

WAITING = OPENING.given(REQUESTED)
"""The payer may pay."""

ENDING = WAITING.given(ASKED_LAST)
"""The time to pay is over; the channel is asked a last time."""

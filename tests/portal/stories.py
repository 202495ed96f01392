"""The lives of a guide's application, told as the events that the portal hears of it."""

from typing import Any

from services.chassis.envelope import Message

NUMBER = "530000-7K2M9QX4TB3ZP8WN5RJD"
CASE = f"case-{NUMBER}"
PERSON = "person-ed4cc7fa5db1146c87668043"
ITEM = "000122008000"
IDENTIFIER = "1.2.156.3005.2.11100000000013338W009.11530000TB5300011J.5300007K2M9QX4TB3ZP8WN5RJD.001.E"
PAY_URL = "http://127.0.0.1:8081/pay/ORDER-1"
SEAL = {"algorithm": "1.2.156.10197.1.501", "signature": "MEUC", "certificate": "MIIB", "digest": "0" * 64}


def said(minute: int, message_type: str, data: dict[str, Any], subject: str = CASE, case: str = CASE) -> Message:
    """An event of that minute of the day. The same minute and type give the same message."""
    capability = message_type.partition(".")[0]
    return Message(
        id=f"{subject}/{message_type}/{minute}",
        type=message_type,
        source=f"/tongban/{capability}",
        subject=subject,
        time=f"2026-11-20T{minute // 60:02}:{minute % 60:02}:00.000Z",
        province=case.split("-")[1],
        case=case,
        cause="told",
        trace="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        data=data,
        sequence=minute + 1,
    )


def submitted(case: str = CASE) -> Message:
    """The application came in."""
    data = {"item": ITEM, "item_version": 1, "applicant": PERSON, "channel": "mobile"}
    return said(0, "cases.application-submitted.v1", data, case, case)


def accepted(case: str = CASE) -> Message:
    """It is under review."""
    return said(20, "cases.application-accepted.v1", {"item": ITEM}, case, case)


MISSING = [{"code": "photo", "name": {"zh": "照片", "en": "Photograph"}}]
SUPPLEMENT = said(5, "cases.supplement-requested.v1", {"missing": MISSING, "due": "2026-12-01T00:00:00.000Z"})
COMPLETED = said(20, "cases.materials-completed.v1", {})
APPROVED = said(30, "cases.application-approved.v1", {"item": ITEM, "item_version": 1, "fees_fen": 1000})
APPROVED_FREE = said(30, "cases.application-approved.v1", {"item": ITEM, "item_version": 1, "fees_fen": 0})
PAYMENT = f"payment-{NUMBER}"
FEE_REQUESTED = said(
    31,
    "payments.fee-requested.v1",
    {"fen": 1000, "pay_url": PAY_URL, "expires_at": "2026-11-20T02:00:00.000Z"},
    PAYMENT,
)
SETTLED = {"fen": 1000, "receipt": "R-1", "channel": "standin-pay", "paid_at": "2026-11-20T00:40:00.000Z"}
FEE_SETTLED = said(40, "payments.fee-settled.v1", SETTLED, PAYMENT)
FEE_EXPIRED = said(100, "payments.collection-expired.v1", {}, PAYMENT)
FEE_REFUNDED = said(60, "payments.fee-refunded.v1", {"fen": 1000, "why": "withdrawn-by-applicant"}, PAYMENT)
ISSUED = said(
    50,
    "certificates.certificate-issued.v1",
    {
        "identifier": IDENTIFIER,
        "certificate_type": {"type_code": "11100000000013338W009", "name": {"zh": "导游证", "en": "Guide"}},
        "holder": PERSON,
        "issuer": {"name": "云南省行政审批局", "uscc": "11530000TB5300011J"},
        "issued_at": "2026-11-20T00:50:00.000Z",
        "valid_until": None,
        "content": "{}",
        "seal": SEAL,
    },
    f"certificate-{NUMBER}",
)


def parcel(attempt: int, minute: int, what: str, **data: Any) -> Message:
    """What logistics says of one parcel."""
    return said(minute, f"logistics.{what}.v1", data, f"parcel-{NUMBER}-{attempt}")


BOOKED = parcel(1, 51, "parcel-booked", carrier="standin-post", tracking_number="XA1CN")
HANDED_OVER = parcel(1, 52, "parcel-handed-over", handed_over_at="2026-11-20T00:52:00.000Z")
RETURNED = parcel(1, 55, "parcel-returned", incident="addressee-unknown", returned_at="2026-11-20T00:55:00.000Z")
CHOICE = said(56, "cases.delivery-choice-requested.v1", {"incident": "addressee-unknown"})
BOOKED_AGAIN = parcel(2, 57, "parcel-booked", carrier="standin-post", tracking_number="XA2CN")
DELIVERED = parcel(2, 59, "parcel-delivered", delivered_at="2026-11-20T00:59:00.000Z")
COLLECTION = said(57, "cases.collection-awaited.v1", {"certificate": IDENTIFIER})
CLOSED = said(60, "cases.case-closed.v1", {"certificate": IDENTIFIER, "delivered": "post"})
REFUSED = said(
    30, "cases.application-refused.v1", {"reason": "conditions-not-met", "stage": "decision", "opinion": "否"}
)
WITHDRAWN = said(25, "cases.case-withdrawn.v1", {})
EXPIRED = said(101, "cases.case-expired.v1", {"reason": "payment-expired"})
RATED = said(70, "cases.service-rated.v1", {"level": 1})
TOO_LATE = said(65, "cases.request-refused.v1", {"request": "withdraw-application", "reason": "not-withdrawable"})

PAPERS = ["photo", "qualification"]


def originals(number: int, minute: int, what: str, **data: Any) -> Message:
    """What logistics says of one parcel with originals."""
    return parcel(number, minute, what, **{"materials": PAPERS, **data})


FETCHING = originals(501, 21, "originals-booked", carrier="standin-post", tracking_number="XB1CN", to="authority")
FETCHED = originals(501, 22, "original-collected", holder="carrier", collected_at="2026-11-20T00:22:00.000Z")
UNPACKED = originals(
    *(501, 23, "original-received"),
    materials=["photo"],
    missing=["qualification"],
    holder="authority",
    received_at="2026-11-20T00:23:00.000Z",
)
BRINGING = originals(
    *(502, 24, "originals-booked"),
    materials=["photo"],
    carrier="standin-post",
    tracking_number="XB2CN",
    to="applicant",
    proved_by="code",
)
BROUGHT = originals(
    *(502, 27, "original-returned"),
    materials=["photo"],
    holder="applicant",
    returned_at="2026-11-20T00:27:00.000Z",
)
NOT_PROVED = parcel(
    *(502, 26, "incident-reported"),
    incident="delivered-without-proof",
    at_fault="carrier",
    happened_at="2026-11-20T00:26:00.000Z",
)
NOT_CARRIED = originals(503, 28, "originals-refused", reason="carrier-refused")

PAID = [submitted(), accepted(), APPROVED, FEE_REQUESTED, FEE_SETTLED, ISSUED]

REVIEWED = {"person": PERSON, "round": 1, "ground": "review-wanted", "due": "2026-11-25T00:01:00.000Z"}
IDENTITY_REVIEW = said(1, "identity.review-requested.v1", REVIEWED, PERSON)
IDENTITY_DECIDED = said(19, "identity.review-decided.v1", {"person": PERSON, "decision": "confirm"}, PERSON)
KNOWN = {"level": 4, "evidence": "manual-review", "expires_at": "2028-11-19T00:19:00.000Z"}
ACCEPTED_KNOWN = said(20, "cases.application-accepted.v1", {"item": ITEM, "identity": KNOWN})

STORIES: dict[str, list[Message]] = {
    "delivered at the second try": [
        *(submitted(), SUPPLEMENT, COMPLETED, accepted(), APPROVED, FEE_REQUESTED, FEE_SETTLED, ISSUED),
        *(BOOKED, HANDED_OVER, RETURNED, CHOICE, BOOKED_AGAIN, DELIVERED, CLOSED, TOO_LATE, RATED),
    ],
    "kept at the counter": [*PAID, BOOKED, RETURNED, CHOICE, COLLECTION],
    "refused": [submitted(), accepted(), REFUSED],
    "with originals": [
        *(submitted(), accepted(), FETCHING, FETCHED, UNPACKED, BRINGING, NOT_PROVED, BROUGHT, NOT_CARRIED),
    ],
    "withdrawn": [submitted(), SUPPLEMENT, WITHDRAWN],
    "looked at by a clerk": [submitted(), IDENTITY_REVIEW, IDENTITY_DECIDED, ACCEPTED_KNOWN, APPROVED, EXPIRED],
    "not paid": [submitted(), accepted(), APPROVED, FEE_REQUESTED, FEE_EXPIRED, EXPIRED],
}

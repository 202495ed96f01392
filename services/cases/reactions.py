"""What other capabilities say about a case, as commands to the case. The case is the message's correlation."""

from collections.abc import Callable, Mapping
from datetime import datetime

from services.cases.messages import Command
from services.cases.neighbour_messages import (
    RecordCollectionLapse,
    RecordCollectionRefusal,
    RecordDelivery,
    RecordIssuance,
    RecordIssuanceRefusal,
    RecordMandate,
    RecordPresentation,
    RecordReturn,
    RecordSettlement,
    RecordVerification,
)
from services.chassis.vocabulary import Foreign


def on_person_verified(foreign: Foreign) -> Command:
    """The applicant is who they say."""
    return RecordVerification(
        foreign["case"],
        datetime.fromisoformat(foreign["at"]),
        foreign["person"],
        level=foreign["level"],
        evidence=foreign.get("evidence"),
        expires_at=datetime.fromisoformat(foreign["expires_at"]) if "expires_at" in foreign else None,
    )


def on_verification_refused(foreign: Foreign) -> Command:
    """The applicant could not be confirmed."""
    return RecordVerification(
        foreign["case"], datetime.fromisoformat(foreign["at"]), foreign["person"], foreign["reason"]
    )


def on_mandate_confirmed(foreign: Foreign) -> Command:
    """The agent may hand it in."""
    return RecordMandate(foreign["case"], datetime.fromisoformat(foreign["at"]), foreign["agent"])


def on_mandate_refused(foreign: Foreign) -> Command:
    """The agent may not."""
    return RecordMandate(
        foreign["case"], datetime.fromisoformat(foreign["at"]), foreign["agent"], refusal=foreign["reason"]
    )


def on_fee_settled(foreign: Foreign) -> Command:
    """The fee is paid."""
    return RecordSettlement(foreign["case"])


def on_collection_expired(foreign: Foreign) -> Command:
    """Nobody paid in time."""
    return RecordCollectionLapse(foreign["case"])


def on_collection_refused(foreign: Foreign) -> Command:
    """The fee cannot be collected."""
    return RecordCollectionRefusal(foreign["case"], foreign["reason"])


def on_certificate_issued(foreign: Foreign) -> Command:
    """The sealed certificate is in force."""
    return RecordIssuance(foreign["case"], datetime.fromisoformat(foreign["at"]), foreign["identifier"])


def on_issuance_refused(foreign: Foreign) -> Command:
    """The certificate cannot be issued."""
    return RecordIssuanceRefusal(foreign["case"], foreign["reason"])


def on_parcel_delivered(foreign: Foreign) -> Command:
    """The recipient has this parcel."""
    return RecordDelivery(foreign["case"], _attempt(foreign))


def on_parcel_returned(foreign: Foreign) -> Command:
    """This parcel came back."""
    return RecordReturn(foreign["case"], datetime.fromisoformat(foreign["at"]), _attempt(foreign), foreign["incident"])


def on_booking_refused(foreign: Foreign) -> Command:
    """This parcel could not even be sent: for the applicant the same choice as if it had come back."""
    return RecordReturn(foreign["case"], datetime.fromisoformat(foreign["at"]), _attempt(foreign), foreign["reason"])


def _attempt(foreign: Foreign) -> int:
    """Which parcel of the case it is; `parcel-530000-…-2` is the second."""
    return int(foreign["subject"].rpartition("-")[2])


def on_certificate_presented(foreign: Foreign) -> Command:
    """A certificate stands in for a material."""
    return RecordPresentation(
        foreign["case"],
        datetime.fromisoformat(foreign["at"]),
        foreign["material"],
        foreign["certificate_type"],
        foreign["identifier"],
    )


def on_presentation_refused(foreign: Foreign) -> Command:
    """No certificate stands in for it."""
    return RecordPresentation(
        foreign["case"],
        datetime.fromisoformat(foreign["at"]),
        foreign["material"],
        foreign["certificate_type"],
        refusal=foreign["reason"],
    )


REACTIONS: Mapping[str, Callable[[Foreign], Command | None]] = {
    "identity.person-verified.v1": on_person_verified,
    "identity.verification-refused.v1": on_verification_refused,
    "identity.mandate-confirmed.v1": on_mandate_confirmed,
    "identity.mandate-refused.v1": on_mandate_refused,
    "payments.fee-settled.v1": on_fee_settled,
    "payments.collection-expired.v1": on_collection_expired,
    "payments.collection-refused.v1": on_collection_refused,
    "certificates.certificate-issued.v1": on_certificate_issued,
    "certificates.certificate-presented.v1": on_certificate_presented,
    "certificates.presentation-refused.v1": on_presentation_refused,
    "certificates.issuance-refused.v1": on_issuance_refused,
    "logistics.parcel-delivered.v1": on_parcel_delivered,
    "logistics.parcel-returned.v1": on_parcel_returned,
    "logistics.booking-refused.v1": on_booking_refused,
}

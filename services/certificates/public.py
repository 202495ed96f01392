"""What the world hears of a certificate: that it is in force, with all one needs to check it, or refused."""

from dataclasses import asdict
from datetime import datetime
from typing import assert_never

from services.certificates.messages import (
    CertificateDrafted,
    CertificateIssued,
    Draft,
    Event,
    IssuanceRefused,
    Issued,
    Seal,
    State,
)
from services.chassis.vocabulary import Data, Published


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event; a draft is nobody else's business."""
    match event:
        case CertificateDrafted():
            return None
        case CertificateIssued():
            assert isinstance(state, Issued)  # noqa: S101 - the state after this event
            return Published("certificates.certificate-issued.v1", _issued(state.draft, state.seal))
        case IssuanceRefused():
            return Published("certificates.issuance-refused.v1", {"reason": event.reason})
        case _:
            assert_never(event)


def _issued(draft: Draft, seal: Seal) -> Data:
    return {
        "identifier": draft.identifier,
        "certificate_type": asdict(draft.certificate_type),
        "holder": draft.holder,
        "issuer": asdict(draft.issuer),
        "issued_at": _stamp(draft.issued_at),
        "valid_until": draft.valid_until.isoformat() if draft.valid_until else None,
        "content": draft.content,
        "seal": asdict(seal),
    }


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

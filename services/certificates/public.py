"""What the world hears: of a certificate, with all one needs to check it; of a presentation, to whom it matters."""

from dataclasses import asdict
from datetime import datetime
from typing import assert_never

from services.certificates.events import (
    CertificateDrafted,
    CertificateIssued,
    CertificatePresented,
    CertificateStatusChanged,
    Event,
    IssuanceRefused,
    PresentationLapsed,
    PresentationRefused,
    RelianceRecorded,
    RelianceReleased,
    StatusChangeRefused,
)
from services.certificates.messages import Draft, Seal
from services.certificates.states import Issued, Lapsed, State
from services.chassis.vocabulary import Data, Published


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event; a draft, and who relies on what, is nobody else's business."""
    match event:
        case CertificateDrafted() | RelianceRecorded() | RelianceReleased():
            return None
        case CertificateIssued():
            assert isinstance(state, Issued)  # noqa: S101 - the state after this event
            return Published("certificates.certificate-issued.v1", _issued(state.draft, state.seal))
        case IssuanceRefused():
            return Published("certificates.issuance-refused.v1", {"reason": event.reason})
        case CertificateStatusChanged() | StatusChangeRefused():
            assert isinstance(state, Issued)  # noqa: S101 - only an issued certificate has a state
            return _touched(event, state)
        case CertificatePresented() | PresentationRefused() | PresentationLapsed():
            return _presentation(event, state)
        case _:
            assert_never(event)


def _issued(draft: Draft, seal: Seal) -> Data:
    follows = {"predecessor": asdict(draft.predecessor)} if draft.predecessor else {}
    return {
        "identifier": draft.identifier,
        "certificate_type": asdict(draft.certificate_type),
        "holder": draft.holder,
        "issuer": asdict(draft.issuer),
        "issued_at": _stamp(draft.issued_at),
        "valid_until": draft.valid_until.isoformat() if draft.valid_until else None,
        "content": draft.content,
        "seal": asdict(seal),
        **follows,
    }


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _touched(event: CertificateStatusChanged | StatusChangeRefused, issued: Issued) -> Published:
    draft = issued.draft
    said = {"identifier": draft.identifier, "operation": event.operation, "state": event.state, "reason": event.reason}
    of_case = "case" + draft.document.removeprefix("certificate")
    if isinstance(event, StatusChangeRefused):
        return Published("certificates.status-change-refused.v1", said, case=of_case)
    whose = {"holder": draft.holder, "certificate_type": draft.certificate_type.type_code}
    words = {"ground": event.ground} if event.ground else {}
    told = {**said, **whose, "since": event.since.isoformat(), **words}
    return Published("certificates.certificate-status-changed.v1", told, case=of_case)


def _presentation(event: CertificatePresented | PresentationRefused | PresentationLapsed, state: State) -> Published:
    if isinstance(event, PresentationRefused):
        return Published("certificates.presentation-refused.v1", asdict(event))
    if isinstance(event, PresentationLapsed):
        assert isinstance(state, Lapsed)  # noqa: S101 - the state after this event
        shown = asdict(state.shown)
        kept = {name: shown[name] for name in ("holder", "material", "certificate_type", "identifier")}
        return Published("certificates.presentation-lapsed.v1", kept)
    told = asdict(event)
    del told["presentation"], told["valid_until"]
    until = {"valid_until": event.valid_until.isoformat()} if event.valid_until else {}
    return Published("certificates.certificate-presented.v1", {**told, **until})

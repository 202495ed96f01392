"""One certificate (issued, sealed, its state), or one presentation of it: each kind of stream has its file."""

from dataclasses import replace
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
from services.certificates.issuing import issue
from services.certificates.messages import (
    AttachSeal,
    ChangeStatus,
    Command,
    ExpireCertificate,
    IssueCertificate,
    LapsePresentation,
    PresentCertificate,
    RecordReliance,
    RefuseIssuance,
    ReleaseReliance,
)
from services.certificates.operations import LAST
from services.certificates.presenting import present
from services.certificates.standing import touch
from services.certificates.states import (
    Absent,
    Issued,
    Lapsed,
    NotPresented,
    Presented,
    Refused,
    Sealing,
    Standing,
    State,
)

INITIAL = Absent()


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so."""
    match command:
        case IssueCertificate() | AttachSeal() | RefuseIssuance():
            return issue(command, state)
        case ChangeStatus() | ExpireCertificate() | RecordReliance() | ReleaseReliance():
            return touch(command, state)
        case PresentCertificate() | LapsePresentation():
            return present(command, state)
        case _:
            assert_never(command)


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event:
        case CertificateDrafted():
            return Sealing(event.draft)
        case CertificateIssued():
            assert isinstance(state, Sealing)  # `decide` seals only a draft
            return Issued(state.draft, event.seal)
        case IssuanceRefused():
            return Refused(event.reason)
        case CertificatePresented() | PresentationRefused() | PresentationLapsed():
            return _shown(state, event)
        case CertificateStatusChanged() | StatusChangeRefused() | RelianceRecorded() | RelianceReleased():
            assert isinstance(state, Issued)  # `standing.py` touches nothing else
            return _touched(state, event)
        case _:
            assert_never(event)


def _shown(state: State, event: CertificatePresented | PresentationRefused | PresentationLapsed) -> State:
    match event:
        case CertificatePresented():
            return Presented(event)
        case PresentationRefused():
            return NotPresented()
        case PresentationLapsed():
            assert isinstance(state, Presented)  # only what was presented lapses
            return Lapsed(state.shown)
        case _:
            assert_never(event)


def _touched(
    issued: Issued, event: CertificateStatusChanged | StatusChangeRefused | RelianceRecorded | RelianceReleased
) -> Issued:
    match event:
        case CertificateStatusChanged():
            return replace(issued, standing=Standing(event.state, event.since, event.reason))
        case StatusChangeRefused():
            return issued
        case RelianceRecorded():
            return replace(issued, reliances=(*issued.reliances, event.presentation))
        case RelianceReleased():
            return replace(issued, reliances=tuple(one for one in issued.reliances if one != event.presentation))
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """Refused for good, ended for good, or lapsed."""
    match state:
        case Refused() | NotPresented() | Lapsed():
            return True
        case Issued():
            return state.code in LAST
        case _:
            return False

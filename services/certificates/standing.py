"""An issued certificate's state, and who relies on it: the part of the decider after issuing."""

from datetime import timedelta
from typing import TypeAlias, assert_never

from services.certificates.days import day_of
from services.certificates.events import (
    CertificateStatusChanged,
    Event,
    RelianceRecorded,
    RelianceReleased,
    StatusChangeRefused,
)
from services.certificates.messages import ChangeStatus, ExpireCertificate, RecordReliance, ReleaseReliance
from services.certificates.operations import RUNNING, following, reached
from services.certificates.states import Absent, Issued, Sealing, State
from services.chassis.vocabulary import NotYet

Touching: TypeAlias = ChangeStatus | ExpireCertificate | RecordReliance | ReleaseReliance


def touch(command: Touching, state: State) -> list[Event]:
    """What follows for a certificate; one that was refused can be neither relied on nor changed."""
    match state:
        case Absent() | Sealing():
            raise NotYet("the certificate is not issued yet")
        case Issued():
            return _touch(command, state)
        case _:
            return []


def _touch(command: Touching, issued: Issued) -> list[Event]:
    match command:
        case ChangeStatus():
            return _change(command, issued)
        case ExpireCertificate():
            return _expire(issued)
        case RecordReliance():
            known = command.presentation in issued.reliances
            return [] if known else [RelianceRecorded(command.presentation, command.purpose)]
        case ReleaseReliance() if command.presentation in issued.reliances:
            return [RelianceReleased(command.presentation)]
        case ReleaseReliance():
            raise NotYet("the release came before the reliance")
        case _:
            assert_never(command)


def _change(command: ChangeStatus, issued: Issued) -> list[Event]:
    if reached(command.operation, command.state, issued.code):
        return []
    after = following(issued.code, command.operation, command.state)
    if after is None:
        return [StatusChangeRefused(command.operation, issued.code, "status-change-not-allowed")]
    return [CertificateStatusChanged(after, command.operation, day_of(command.at), command.reason, command.ground)]


def _expire(issued: Issued) -> list[Event]:
    last_day = issued.draft.valid_until
    if last_day is None or issued.code not in RUNNING:
        return []
    return [CertificateStatusChanged("05", "04", last_day + timedelta(days=1), "certificate-term-over")]

"""A presentation (亮证): a certificate stands for a material in one case, with the holder's consent, until it ends."""

from datetime import date
from typing import assert_never

from services.certificates.days import day_of
from services.certificates.events import CertificatePresented, Event, PresentationLapsed, PresentationRefused
from services.certificates.messages import Holding, LapsePresentation, OfPresentation, PresentCertificate
from services.certificates.operations import IN_FORCE
from services.certificates.states import Absent, Presented, State
from services.chassis.vocabulary import NotYet


def present(command: OfPresentation, state: State) -> list[Event]:
    """What follows for a presentation."""
    match command, state:
        case PresentCertificate(), Absent():
            return [_presented(command)]
        case LapsePresentation(), Absent():
            raise NotYet("the end came before the presentation")
        case LapsePresentation(), Presented():
            return [PresentationLapsed()]
        case ((PresentCertificate() | LapsePresentation()), _):
            return []
        case _:
            assert_never(command)


def _presented(command: PresentCertificate) -> CertificatePresented | PresentationRefused:
    found = _chosen(command)
    if isinstance(found, str):
        return PresentationRefused(command.holder, command.material, command.certificate_type, found)
    return CertificatePresented(
        presentation=command.subject,
        holder=command.holder,
        material=command.material,
        certificate_type=command.certificate_type,
        identifier=found.identifier,
        certificate=found.certificate,
        purpose=command.purpose,
        valid_until=found.valid_until,
    )


def _chosen(command: PresentCertificate) -> Holding | str:
    """The certificate in force that lasts longest, or why there is none (contracts/reasons.json)."""
    today = day_of(command.at)
    if command.consent.given_at > command.at or not _of_its_case(command):
        return "consent-not-given"
    held = [one for one in command.held if one.certificate_type == command.certificate_type]
    unended = [one for one in held if not _over(one, today)]
    in_force = [one for one in unended if one.state == IN_FORCE]
    if in_force:
        return max(in_force, key=lambda one: (one.valid_until or date.max, one.identifier))
    if unended:
        return "certificate-not-in-force"
    return "certificate-expired" if held else "certificate-not-held"


def _of_its_case(command: PresentCertificate) -> bool:
    """Consent is to a use in one case, so the presentation must be that case's own."""
    return command.subject.startswith("presentation" + command.case.removeprefix("case") + "-")


def _over(holding: Holding, today: date) -> bool:
    return holding.state == "05" or (holding.valid_until is not None and holding.valid_until < today)

"""What a case still owes to others, and until when it waits."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.cases.automatic import level_needed
from services.cases.events import Application
from services.cases.fees import bill
from services.cases.further_process import errand_deadlines, errands
from services.cases.items import Certificate
from services.cases.limits import next_warning
from services.cases.states import (
    AwaitingChoice,
    AwaitingCollection,
    AwaitingExamination,
    AwaitingFee,
    BadRating,
    Clock,
    Closed,
    Delivering,
    Issuing,
    Refused,
    Reviewing,
    State,
    Supplementing,
    Verifying,
)
from services.chassis.vocabulary import Deadline, Owed


def next_commands(state: State) -> tuple[Owed, ...]:
    """One thing at a time: whom the case waits for is whom it owes a command."""
    match state:
        case Verifying(application):
            return (_verify_person(application), *_check_mandate(application))
        case AwaitingFee(application):
            payment = _stream("payment", application.case)
            return (Owed("collect-fee", "payments.collect-fee.v1", payment, bill(application)),)
        case Issuing(application):
            certificate = application.item.certificate
            return (_issue_certificate(application, certificate),) if certificate else ()
        case Delivering():
            return (_ship_result(state),)
        case Refused(refund=True):
            payment, why = _stream("payment", state.case), {"reason": state.reason}
            return (Owed("cancel-collection", "payments.cancel-collection.v1", payment, why), *errands(state))
        case _:
            return errands(state)


def _verify_person(application: Application) -> Owed:
    """What most items do not ask for, and most applicants neither, is not said."""
    asked: dict[str, Any] = {"applicant_sealed": application.applicant_sealed}
    if (level := level_needed(application)) is not None:
        asked["required_level"] = level
    if application.dossier.review:
        asked["review"] = True
    return Owed("verify-person", "identity.verify-person.v1", application.applicant, asked)


def _check_mandate(application: Application) -> tuple[Owed, ...]:
    """Only where an agent hands it in (代办)."""
    agent = application.dossier.agent
    if agent is None:
        return ()
    action = {"principal": application.applicant, "agent": agent.person, "item": application.item.code}
    return (Owed("check-mandate", "identity.check-mandate.v1", agent.mandate, {**action, "scope": "submit"}),)


def _issue_certificate(application: Application, certificate: Certificate) -> Owed:
    order: dict[str, Any] = {
        "item": application.item.code,
        "item_version": application.item.version,
        "certificate_type": {"type_code": certificate.type_code, "name": asdict(certificate.name)},
        "holder": application.applicant,
        "issuer": asdict(application.issuer),
    }
    if certificate.valid_years is not None:
        order["valid_years"] = certificate.valid_years
    stream = _stream("certificate", application.case)
    return Owed("issue-certificate", "certificates.issue-certificate.v1", stream, order)


def _ship_result(state: Delivering) -> Owed:
    shipment = {
        "certificate": state.certificate,
        "recipient": state.application.applicant,
        "address_sealed": state.address_sealed,
    }
    parcel = f"{_stream('parcel', state.application.case)}-{state.attempt}"
    return Owed(f"ship-{state.attempt}", "logistics.ship-result.v1", parcel, shipment)


def _stream(prefix: str, case: str) -> str:
    """The stream that belongs to this case in another capability."""
    return prefix + case.removeprefix("case")


def deadlines(state: State) -> tuple[Deadline, ...]:
    """Until when the case waits for somebody; payments keeps its own. A clock that stands has none."""
    match state:
        case Supplementing():
            return (Deadline("supplement", state.due, "cases.lapse-supplement.v1"),)
        case AwaitingExamination():
            return (Deadline("examination", state.due, "cases.deem-accepted.v1"),)
        case Reviewing():
            return _warning(state.clock)
        case AwaitingChoice(due=datetime() as due):
            return (Deadline(f"choice-{state.attempt}", due, "cases.abandon-collection.v1"),)
        case AwaitingCollection(due=datetime() as due):
            return (Deadline("collection", due, "cases.abandon-collection.v1"),)
        case _:
            return (*_rectification(state), *errand_deadlines(state))


def _rectification(state: State) -> tuple[Deadline, ...]:
    match state:
        case Closed(bad=BadRating(due=datetime() as due, overdue=False)):
            return (Deadline("rectification", due, "cases.lapse-rectification.v1"),)
        case _:
            return ()


def _warning(clock: Clock) -> tuple[Deadline, ...]:
    """The next one only: each that comes sets the one after it."""
    alarm = next_warning(clock)
    if alarm is None:
        return ()
    warning = {"level": alarm.level, "limit": alarm.limit}
    return (Deadline(f"{alarm.level}-{alarm.limit}", alarm.due, "cases.warn-limit.v1", warning),)

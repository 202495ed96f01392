"""What the world hears of a case. Comments, sealed parts and an applicant's own words stay here."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, assert_never

from services.cases.events import (
    ApplicationAccepted,
    ApplicationApproved,
    ApplicationRefused,
    ApplicationSubmitted,
    CaseClosed,
    CaseExpired,
    CaseWithdrawn,
    CertificateRequested,
    CollectionAwaited,
    DeliveryChoiceRequested,
    DeliveryStarted,
    Ending,
    Event,
    Examination,
    FeeAwaited,
    Fulfilment,
    MaterialsSupplied,
    Note,
    RequestRefused,
    ServiceRated,
    SupplementRequested,
)
from services.cases.items import RequiredMaterial
from services.cases.states import State
from services.chassis.vocabulary import Published


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event."""
    if isinstance(event, Examination):
        return _examination(event)
    if isinstance(event, Fulfilment):
        return _fulfilment(event)
    if isinstance(event, Ending):
        return _ending(event)
    return _note(event)


def _note(event: Note) -> Published | None:
    match event:
        case ApplicationSubmitted(application):
            item = {"item": application.item.code, "item_version": application.item.version}
            who = {"applicant": application.applicant, "channel": application.channel}
            return Published("cases.application-submitted.v1", {**item, **who})
        case ApplicationApproved():
            approval = {"item": event.item, "item_version": event.item_version, "fees_fen": event.fees_fen}
            return Published("cases.application-approved.v1", approval)
        case RequestRefused():
            return Published("cases.request-refused.v1", asdict(event))
        case ServiceRated():
            return Published("cases.service-rated.v1", {"level": event.level})
        case _:
            assert_never(event)


def _examination(event: Examination) -> Published | None:
    match event:
        case SupplementRequested():
            missing = [_asked_for(material) for material in event.missing]
            return Published("cases.supplement-requested.v1", {"missing": missing, "due": _time(event.due)})
        case MaterialsSupplied():
            return None if event.missing else Published("cases.materials-completed.v1", {})
        case ApplicationAccepted():
            promised = {"promised_due": _time(event.promised_due)} if event.promised_due else {}
            return Published("cases.application-accepted.v1", {"item": event.item, **promised})
        case _:
            assert_never(event)


def _fulfilment(event: Fulfilment) -> Published | None:
    match event:
        case FeeAwaited() | CertificateRequested() | DeliveryStarted():
            return None  # whom it is asked of says so, once it has begun
        case DeliveryChoiceRequested():
            return Published("cases.delivery-choice-requested.v1", {"incident": event.incident})
        case CollectionAwaited():
            return Published("cases.collection-awaited.v1", {"certificate": event.certificate})
        case _:
            assert_never(event)


def _ending(event: Ending) -> Published:
    match event:
        case ApplicationRefused():
            opinion = {"opinion": event.opinion} if event.opinion else {}
            refusal = {"reason": event.reason, "stage": event.stage, **opinion}
            return Published("cases.application-refused.v1", refusal)
        case CaseClosed():
            return Published("cases.case-closed.v1", {"certificate": event.certificate, "delivered": event.delivered})
        case CaseWithdrawn():
            return Published("cases.case-withdrawn.v1", {})
        case CaseExpired():
            return Published("cases.case-expired.v1", {"reason": event.reason})
        case _:
            assert_never(event)


def _asked_for(material: RequiredMaterial) -> dict[str, Any]:
    return {"code": material.code, "name": asdict(material.name)}


def _time(moment: datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

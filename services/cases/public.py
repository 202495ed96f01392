"""What the world hears of a case. Comments, sealed parts and an applicant's own words stay here."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, assert_never

from services.cases.bundle_events import BundleEvent
from services.cases.events import (
    ApplicationAccepted,
    ApplicationApproved,
    ApplicationRefused,
    ApplicationSubmitted,
    CaseClosed,
    CaseExpired,
    CaseTakenOver,
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
from services.cases.further_events import Milestone
from services.cases.further_public import asked_for, publish_further, stamp
from services.cases.office_events import (
    AppliedRule,
    CaseAssigned,
    ClockResumed,
    ClockStopped,
    Identified,
    LimitExtended,
    LimitWarned,
    Rectification,
    RectificationOpened,
    RectificationOverdue,
    RectificationRecorded,
    Review,
    ReviewRecorded,
    ReviewsOpened,
    Timed,
    VerificationNoted,
)
from services.cases.states import Ended, State
from services.cases.terms import Limits
from services.chassis.vocabulary import Published

CITIZENS = (
    *("supplement-materials", "withdraw-application", "choose-delivery", "rate-service"),
    *("decide-application", "record-collection"),
)
"""What `request-refused` was published for from the beginning; other refusals are an officer's alone."""


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event."""
    if isinstance(event, Examination):
        return _examination(event)
    if isinstance(event, Fulfilment):
        return _fulfilment(event)
    if isinstance(event, Ending):
        return _ending(event, state)
    if isinstance(event, Milestone | BundleEvent):
        return publish_further(event)
    if isinstance(event, Review | Timed | Rectification):
        return _office(event)
    return _note(event)


def _office(event: Review | Timed | Rectification) -> Published:
    if isinstance(event, Review):
        return _review(event)
    if isinstance(event, Timed):
        return _timed(event)
    return _rectification(event)


def _note(event: Note | VerificationNoted) -> Published | None:
    match event:
        case VerificationNoted():
            return None  # identity has said so itself
        case ApplicationSubmitted(application):
            item = {"item": application.item.code, "item_version": application.item.version}
            who = {"applicant": application.applicant, "channel": application.channel}
            agent = {"agent": application.dossier.agent.person} if application.dossier.agent else {}
            return Published("cases.application-submitted.v1", {**item, **who, **agent})
        case CaseTakenOver(application):
            item = {"item": application.item.code, "item_version": application.item.version}
            who = {"applicant": application.applicant, "channel": application.channel}
            return Published("cases.case-taken-over.v1", {"from": application.dossier.origin, **item, **who})
        case ApplicationApproved():
            approval = {"item": event.item, "item_version": event.item_version, "fees_fen": event.fees_fen}
            return Published("cases.application-approved.v1", {**approval, **_rule(event.rule)})
        case RequestRefused():
            heard = "cases.request-refused.v1" if event.request in CITIZENS else "cases.office-request-refused.v1"
            return Published(heard, asdict(event))
        case ServiceRated():
            return Published("cases.service-rated.v1", {"level": event.level})
        case _:
            assert_never(event)


def _examination(event: Examination) -> Published | None:
    match event:
        case SupplementRequested():
            missing = [asked_for(material) for material in event.missing]
            return Published("cases.supplement-requested.v1", {"missing": missing, "due": stamp(event.due)})
        case MaterialsSupplied():
            return None if event.missing else Published("cases.materials-completed.v1", {})
        case ApplicationAccepted():
            limits = _limits(event.limits or Limits(event.promised_due))
            deemed = {"deemed": True} if event.deemed else {}
            said = {"item": event.item, **limits, **deemed, **_identity(event.identity)}
            return Published("cases.application-accepted.v1", said)
        case _:
            assert_never(event)


def _fulfilment(event: Fulfilment) -> Published | None:
    match event:
        case FeeAwaited() | CertificateRequested() | DeliveryStarted():
            return None  # whom it is asked of says so, once it has begun
        case DeliveryChoiceRequested():
            what = {"incident": event.incident, "attempt": event.attempt, **_until(event.due)}
            return Published("cases.delivery-choice-requested.v1", what)
        case CollectionAwaited():
            return Published("cases.collection-awaited.v1", {"certificate": event.certificate, **_until(event.due)})
        case _:
            assert_never(event)


def _ending(event: Ending, state: State) -> Published:
    elsewhere = _elsewhere(state)
    match event:
        case ApplicationRefused():
            opinion = {"opinion": event.opinion} if event.opinion else {}
            refusal = {"reason": event.reason, "stage": event.stage, **opinion, **elsewhere}
            return Published("cases.application-refused.v1", refusal)
        case CaseClosed():
            result = {"certificate": event.certificate, "delivered": event.delivered, **elsewhere}
            return Published("cases.case-closed.v1", result)
        case CaseWithdrawn():
            return Published("cases.case-withdrawn.v1", elsewhere)
        case CaseExpired():
            return Published("cases.case-expired.v1", {"reason": event.reason, **elsewhere})
        case _:
            assert_never(event)


def _elsewhere(state: State) -> dict[str, str]:
    """The case in another province that came to this end, if one did."""
    ties = state.ties if isinstance(state, Ended) else None
    return {"decided_as": ties.decided_as} if ties and ties.decided_as else {}


def _review(event: Review) -> Published:
    """Who answered how; their opinions stay here until the decision."""
    match event:
        case ReviewsOpened():
            steps = [{"step": one.step, "departments": list(one.departments)} for one in event.steps]
            return Published("cases.reviews-opened.v1", {"steps": steps})
        case ReviewRecorded():
            answer = {"step": event.step, "department": event.department, "decision": event.decision}
            return Published("cases.review-recorded.v1", answer)
        case CaseAssigned():
            by = {"by": event.by} if event.by else {}
            return Published("cases.case-assigned.v1", {"officer": event.officer, **by})
        case _:
            assert_never(event)


def _timed(event: Timed) -> Published:
    match event:
        case ClockStopped():
            stopped = {"procedure": event.kind, "ground": event.ground, "days": event.days, "since": stamp(event.since)}
            return Published("cases.clock-stopped.v1", stopped)
        case ClockResumed():
            resumed = {"procedure": event.kind, "result": event.result, "ended": stamp(event.ended)}
            return Published("cases.clock-resumed.v1", {**resumed, **_limits(event.limits)})
        case LimitExtended():
            extended = {"days": event.days, "ground": event.ground, "approved_by": event.approved_by}
            return Published("cases.limit-extended.v1", {**extended, **_limits(event.limits)})
        case LimitWarned():
            warning = {"level": event.level, "limit": event.limit, "due": stamp(event.due)}
            return Published("cases.limit-warned.v1", warning)
        case _:
            assert_never(event)


def _rectification(event: Rectification) -> Published:
    match event:
        case RectificationOpened():
            return Published("cases.rectification-opened.v1", {"due": stamp(event.due)})
        case RectificationRecorded():
            due = _until(event.due)
            return Published("cases.rectification-recorded.v1", {"action": event.action, **due})
        case RectificationOverdue():
            return Published("cases.rectification-overdue.v1", {})
        case _:
            assert_never(event)


def _rule(rule: AppliedRule | None) -> dict[str, Any]:
    """The version and the facts of a decision by rule; an officer's has none."""
    if rule is None:
        return {}
    level = {} if rule.level is None else {"applicant_level": rule.level}
    lists = {"materials": list(rule.materials), "certificates": list(rule.certificates)}
    facts = {**level, **lists, "channel": rule.channel, "province": rule.province}
    return {"rule": {"version": rule.version, "facts": facts}}


def _limits(limits: Limits) -> dict[str, Any]:
    dues = {"promised_due": limits.promised, "statutory_due": limits.statutory}
    told: dict[str, Any] = {name: stamp(due) for name, due in dues.items() if due}
    return {**told, "provisional": True} if limits.provisional else told


def _identity(identity: Identified | None) -> dict[str, Any]:
    """How surely the applicant is known, where the item asks for a level."""
    if identity is None:
        return {}
    evidence = {"evidence": identity.evidence} if identity.evidence else {}
    until = {"expires_at": stamp(identity.expires_at)} if identity.expires_at else {}
    return {"identity": {"level": identity.level, **evidence, **until}}


def _until(due: datetime | None) -> dict[str, str]:
    return {"due": stamp(due)} if due else {}

"""What the world hears: that a case's applicant is confirmed, or is not; that a session is over;
who acts for an organisation, and what an agent may do. Never who they are.
"""

from datetime import UTC, datetime
from typing import Any, assert_never

from services.chassis.vocabulary import Published
from services.identity.account_messages import (
    AccountActivated,
    AccountClosed,
    AccountEvent,
    AccountOpened,
    AccountRefused,
    SessionEnded,
    SignInFailed,
    SignInSucceeded,
)
from services.identity.mandate_messages import (
    Asked,
    GrantRefused,
    MandateConfirmed,
    MandateEnded,
    MandateEvent,
    MandateGranted,
    MandateRefused,
    MandateRevoked,
)
from services.identity.messages import Event, State
from services.identity.organisation_messages import (
    OrganisationEvent,
    RepresentativeClaimed,
    RepresentativeConfirmed,
    RepresentativeLost,
    RepresentativeRefused,
)
from services.identity.person_events import (
    ApplicantRejected,
    CaseJoined,
    CasePostponed,
    DataRead,
    PersonErased,
    PersonVerified,
    ReviewDecided,
    ReviewEvent,
    ReviewNotTaken,
    ReviewRequested,
    ReviewWarned,
    RoundEvent,
    VerificationRefused,
    VerificationRequested,
)


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event; waiting is nobody else's business."""
    if isinstance(event, AccountEvent):
        return _account(event)
    if isinstance(event, MandateEvent):
        return _mandate(event)
    if isinstance(event, OrganisationEvent):
        return _organisation(event)
    return _review(event) if isinstance(event, ReviewEvent) else _person(event)


def _person(event: RoundEvent | PersonErased | DataRead) -> Published | None:
    match event:
        case VerificationRequested() | CaseJoined() | CasePostponed():
            return None
        case PersonVerified():
            return _verified(event)
        case VerificationRefused() | ApplicantRejected():
            refused = {"person": event.person, "reason": event.reason}
            return Published("identity.verification-refused.v1", refused, event.asker.case, event.asker.province)
        case PersonErased():
            return Published("identity.person-erased.v1", {})
        case DataRead():
            read = {"reader": event.reader, "purpose": event.purpose, "what": list(event.what)}
            return Published("identity.data-read.v1", read)
        case _:
            assert_never(event)


def _verified(event: PersonVerified) -> Published:
    known: dict[str, Any] = {"person": event.person, "level": event.level, "evidence": event.evidence}
    if event.expires_at is not None:
        known["expires_at"] = time_of(event.expires_at)
    return Published("identity.person-verified.v1", known, event.asker.case, event.asker.province)


def time_of(moment: datetime) -> str:
    """RFC 3339, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _review(event: ReviewEvent) -> Published:
    said: dict[str, Any] = {"person": event.person}
    match event:
        case ReviewRequested():
            kind, said = "identity.review-requested.v1", {**said, "round": event.round, "ground": event.ground}
            said["due"] = time_of(event.due)
        case ReviewWarned():
            kind, said = "identity.review-warned.v1", {**said, "due": time_of(event.due)}
        case ReviewDecided():
            kind, said = "identity.review-decided.v1", {**said, "decision": event.decision}
        case ReviewNotTaken():
            kind, said = "identity.review-not-taken.v1", {**said, "reason": event.reason}
        case _:
            assert_never(event)
    return Published(kind, said, event.asker.case, event.asker.province)


def _account(event: AccountEvent) -> Published | None:
    match event:
        case AccountOpened() | AccountActivated() | AccountClosed() | SignInSucceeded() | SignInFailed():
            return None
        case AccountRefused():
            return Published("identity.account-refused.v1", {"account": event.account, "reason": event.reason})
        case SessionEnded():
            return Published("identity.session-ended.v1", {"account": event.account, "session": event.session})
        case _:
            assert_never(event)


def _organisation(event: OrganisationEvent) -> Published | None:
    said: dict[str, Any] = {"organisation": event.organisation, "person": event.person}
    match event:
        case RepresentativeClaimed() | RepresentativeLost():
            return None
        case RepresentativeConfirmed():
            until = {"expires_at": time_of(event.expires_at)} if event.expires_at else {}
            return Published("identity.representative-confirmed.v1", {**said, **until})
        case RepresentativeRefused():
            return Published("identity.representative-refused.v1", {**said, "reason": event.reason})
        case _:
            assert_never(event)


def _mandate(event: MandateEvent) -> Published:
    match event:
        case MandateGranted():
            terms = {"scope": list(event.scope), "items": list(event.items), "ends_on": event.ends_on.isoformat()}
            parties = {"principal": event.principal, "agent": event.agent, **_by(event.by)}
            return Published("identity.mandate-granted.v1", {**parties, **terms})
        case GrantRefused():
            refused = {"mandate": event.mandate, "reason": event.reason, **_by(event.by)}
            return Published("identity.grant-refused.v1", refused)
        case MandateRevoked():
            return Published("identity.mandate-revoked.v1", {"principal": event.principal, "agent": event.agent})
        case MandateEnded():
            return Published("identity.mandate-ended.v1", {"principal": event.principal, "agent": event.agent})
        case MandateConfirmed(asked):
            return Published("identity.mandate-confirmed.v1", _action(asked), asked.case, asked.province)
        case MandateRefused(asked):
            refused = {**_action(asked), "reason": event.reason}
            return Published("identity.mandate-refused.v1", refused, asked.case, asked.province)
        case _:
            assert_never(event)


def _by(person: str | None) -> dict[str, str]:
    return {"by": person} if person else {}


def _action(asked: Asked) -> dict[str, str]:
    return {
        "mandate": asked.mandate,
        "principal": asked.principal,
        "agent": asked.agent,
        "item": asked.item,
        "scope": asked.scope,
    }

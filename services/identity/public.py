"""What the world hears: that a case's applicant is confirmed, or is not; that a session is over;
what an agent may do. Never who they are.
"""

from typing import assert_never

from services.chassis.vocabulary import Published
from services.identity.account_messages import (
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
from services.identity.messages import (
    CaseJoined,
    Event,
    PersonVerified,
    State,
    VerificationRefused,
    VerificationRequested,
)


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event; waiting is nobody else's business."""
    if isinstance(event, AccountEvent):
        return _account(event)
    if isinstance(event, MandateEvent):
        return _mandate(event)
    match event:
        case VerificationRequested() | CaseJoined():
            return None
        case PersonVerified():
            verified = {"person": event.person, "level": event.level, "evidence": event.evidence}
            return Published("identity.person-verified.v1", verified, event.asker.case, event.asker.province)
        case VerificationRefused():
            refused = {"person": event.person, "reason": event.reason}
            return Published("identity.verification-refused.v1", refused, event.asker.case, event.asker.province)
        case _:
            assert_never(event)


def _account(event: AccountEvent) -> Published | None:
    match event:
        case AccountOpened() | AccountClosed() | SignInSucceeded() | SignInFailed():
            return None
        case AccountRefused():
            return Published("identity.account-refused.v1", {"account": event.account, "reason": event.reason})
        case SessionEnded():
            return Published("identity.session-ended.v1", {"account": event.account, "session": event.session})
        case _:
            assert_never(event)


def _mandate(event: MandateEvent) -> Published:
    match event:
        case MandateGranted():
            terms = {"scope": list(event.scope), "items": list(event.items), "ends_on": event.ends_on.isoformat()}
            parties = {"principal": event.principal, "agent": event.agent}
            return Published("identity.mandate-granted.v1", {**parties, **terms})
        case GrantRefused():
            return Published("identity.grant-refused.v1", {"mandate": event.mandate, "reason": event.reason})
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


def _action(asked: Asked) -> dict[str, str]:
    return {
        "mandate": asked.mandate,
        "principal": asked.principal,
        "agent": asked.agent,
        "item": asked.item,
        "scope": asked.scope,
    }

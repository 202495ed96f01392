"""What the world hears: that a case's applicant is confirmed, or is not; that a session is over. Never who they are."""

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

"""What the world hears of a person: that a case's applicant is confirmed, or is not. Never who they are."""

from typing import assert_never

from services.chassis.vocabulary import Published
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

"""A person after each event. Copies only; what may happen is decided in `persons.py`."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from services.identity.person_events import (
    ApplicantRejected,
    Asking,
    CaseJoined,
    CasePostponed,
    Cases,
    DataRead,
    PersonErased,
    PersonEvent,
    PersonState,
    PersonVerified,
    Refused,
    Review,
    ReviewEvent,
    ReviewRequested,
    ReviewWarned,
    RoundEvent,
    Unknown,
    VerificationRefused,
    VerificationRequested,
    Verified,
)

Known: TypeAlias = Unknown | PersonState


def evolve(state: Known, event: PersonEvent) -> Known:
    """The person after an event."""
    if isinstance(event, ReviewEvent):
        return _reviewed(state, event)
    match event:
        case PersonErased():
            return Refused(_round(state), _answered(state), erased=True)
        case DataRead():
            return state
        case _:
            return _after_round(state, event)


def _after_round(state: Known, event: RoundEvent) -> Known:
    match event:
        case VerificationRequested():
            return _asking(state, event)
        case CaseJoined() | CasePostponed():
            return _waiting(state, event)
        case PersonVerified():
            return _verified(state, event)
        case VerificationRefused():
            return _refused(state, event.asker.case)
        case ApplicantRejected():
            return _noted(state, event.asker.case)
        case _:
            assert_never(event)


def _asking(state: Known, event: VerificationRequested) -> Asking:
    return Asking(
        person=event.person,
        round=event.round,
        applicant_sealed=event.applicant_sealed,
        waiting=(event.asker,),
        answered=_answered(state),
        evidence=event.evidence,
        name=event.name,
        before=state if isinstance(state, Verified) else None,
    )


def _waiting(state: Known, event: CaseJoined | CasePostponed) -> Known:
    if not isinstance(state, Asking):
        return state
    if isinstance(event, CaseJoined):
        return replace(state, waiting=(*state.waiting, event.asker))
    return replace(state, later=(*state.later, event))


def _verified(state: Known, event: PersonVerified) -> Verified:
    return Verified(
        level=event.level,
        evidence=event.evidence,
        checked_at=event.checked_at,
        answered=(*_answered(state), event.asker.case),
        expires_at=event.expires_at,
        round=_round(state),
        name=state.name if isinstance(state, Asking | Verified) else "",
    )


def _refused(state: Known, case: str) -> Verified | Refused:
    """What was confirmed before the round stays confirmed."""
    answered = (*_answered(state), case)
    before = state.before if isinstance(state, Asking) else state
    if isinstance(before, Verified):
        return replace(before, answered=answered, round=_round(state))
    return Refused(_round(state), answered)


def _noted(state: Known, case: str) -> PersonState:
    """The case has its answer, and nothing else has changed."""
    return Refused(0, (case,)) if isinstance(state, Unknown) else replace(state, answered=(*state.answered, case))


def _reviewed(state: Known, event: ReviewEvent) -> Known:
    if not isinstance(state, Asking):
        return state
    if isinstance(event, ReviewRequested):
        return replace(state, evidence="manual-review", review=Review(event.ground, event.due, event.warn_at))
    if isinstance(event, ReviewWarned) and state.review is not None:
        return replace(state, review=replace(state.review, warned=True))
    return state


def _answered(state: Known) -> Cases:
    return () if isinstance(state, Unknown) else state.answered


def _round(state: Known) -> int:
    return 0 if isinstance(state, Unknown) else state.round

"""Rounds of asking about a person: how one begins, what its answer is to those who wait, and what follows it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from services.identity.levels import Levels
from services.identity.person_events import (
    Asker,
    Asking,
    CaseJoined,
    CasePostponed,
    PersonEvent,
    PersonVerified,
    ReviewRequested,
    VerificationRefused,
    VerificationRequested,
    Verified,
)


def waiting_cases(state: Asking) -> set[str]:
    """The cases that have no answer yet."""
    return {asker.case for asker in (*state.waiting, *(one.asker for one in state.later))}


def is_over(state: Verified, at: datetime | None) -> bool:
    """Whether a confirmation holds no more at this moment."""
    return state.expires_at is not None and at is not None and at >= state.expires_at


def confirmed(person: str, asker: Asker, known: Verified) -> PersonEvent:
    """Yes, if it is enough for this case."""
    if known.level < asker.required:
        return VerificationRefused(person, asker, "level-unreachable")
    return PersonVerified(person, asker, known.level, known.evidence, known.checked_at, known.expires_at)


def refused(state: Asking, reason: str, at: datetime) -> Iterator[PersonEvent]:
    """No; but what was confirmed before still stands for those to whom it is enough."""
    before = state.before
    stands = before is not None and not is_over(before, at) and before.name == state.name
    for asker in state.waiting:
        if before is not None and stands and before.level >= asker.required:
            yield confirmed(state.person, asker, before)
        else:
            yield VerificationRefused(state.person, asker, reason)


def begin(person: str, first: CasePostponed, round_: int, levels: Levels, at: datetime | None) -> Sequence[PersonEvent]:
    """A round of asking, for this case first; where only a clerk can tell, its review begins at once."""
    asked = VerificationRequested(person, first.asker, round_, first.applicant_sealed, first.evidence, first.name)
    if first.evidence != "manual-review" or at is None:
        return [asked]
    return [asked, ReviewRequested(person, first.asker, round_, "review-wanted", *levels.review_times(at))]


def next_round(state: Asking, levels: Levels, at: datetime) -> Sequence[PersonEvent]:
    """A round for the first of those that were postponed; the others join it, or go on waiting."""
    if not state.later:
        return []
    first, *others = state.later
    way = levels.way_of(first.evidence)
    reached = way.level if way else 0
    return [
        *begin(state.person, first, state.round + 1, levels, at),
        *(CaseJoined(one.asker) if one.name == first.name and reached >= one.asker.required else one for one in others),
    ]

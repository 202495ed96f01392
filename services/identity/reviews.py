"""人工核验: a clerk looks at what no register can tell, within a time; and not at their own case."""

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from services.chassis.vocabulary import NotYet
from services.identity import answering
from services.identity.person_events import (
    Asking,
    PersonEvent,
    PersonState,
    ReviewDecided,
    ReviewNotTaken,
    ReviewWarned,
    Unknown,
    Verified,
)
from services.identity.person_messages import DecideReview, LapseReview, WarnReview

ReviewCommand: TypeAlias = DecideReview | WarnReview | LapseReview


def decide(command: ReviewCommand, state: Unknown | PersonState) -> Sequence[PersonEvent]:
    """What follows from a clerk's decision, or from the passing of time. Raises NotYet for what came too early."""
    if isinstance(state, Unknown) or command.round > state.round:
        raise NotYet("the review is not requested yet")
    if not isinstance(state, Asking) or state.review is None or command.round != state.round:
        return []
    match command:
        case DecideReview():
            return _decided(command, state)
        case WarnReview():
            return [] if state.review.warned else [ReviewWarned(state.person, state.waiting[0], state.review.due)]
        case LapseReview():
            lapsed = ReviewDecided(state.person, state.waiting[0], "lapse", None, None)
            due = state.review.due
            further = answering.next_round(state, command.levels, due)
            return [lapsed, *answering.refused(state, "review-lapsed", due), *further]
        case _:
            assert_never(command)


def _decided(command: DecideReview, state: Asking) -> Sequence[PersonEvent]:
    first = state.waiting[0]
    if command.actor is None or command.actor == state.person:
        return [ReviewNotTaken(state.person, first, "reviewer-is-applicant" if command.actor else "reviewer-unnamed")]
    decided = ReviewDecided(state.person, first, command.decision, command.actor, command.opinion)
    further = answering.next_round(state, command.levels, command.at)
    way = command.levels.way_of("manual-review")
    if command.decision == "refuse" or way is None:
        no = answering.refused(state, command.reason or "review-refused", command.at)
        return [decided, *no, *further]
    known = Verified(way.level, "manual-review", command.at, (), way.expires(command.at))
    return [decided, *(answering.confirmed(state.person, asker, known) for asker in state.waiting), *further]

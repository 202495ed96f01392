"""One person's verification: asked once, answered to every case that waits; asked again when it is over or not enough.

A case is never answered from what another case brought: each says who the applicant is, and what that says is checked
before it joins (`Claim`). Reviews are decided in `reviews.py`.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias, assert_never

from services.chassis.vocabulary import NotYet
from services.identity import reviews
from services.identity.answering import begin, confirmed, is_over, next_round, refused, waiting_cases
from services.identity.levels import Way
from services.identity.person_events import (
    ApplicantRejected,
    Asker,
    Asking,
    CaseJoined,
    CasePostponed,
    DataRead,
    PersonErased,
    PersonEvent,
    PersonState,
    Refused,
    ReviewRequested,
    Unknown,
    VerificationRefused,
    Verified,
)
from services.identity.person_messages import (
    DecideReview,
    ErasePerson,
    LapseReview,
    PersonCommand,
    RecordBankAnswer,
    RecordReading,
    RecordRegisterAnswer,
    VerifyPerson,
    WarnReview,
)

Known: TypeAlias = Unknown | PersonState
Answered: TypeAlias = RecordRegisterAnswer | RecordBankAnswer

CANNOT_TELL = ("register-refused", "name-rare")
"""Grounds on which no register decides, but a person does."""


def decide(command: PersonCommand, state: Known) -> Sequence[PersonEvent]:
    """What follows from a command about a person. Raises NotYet for an answer that overtook its question."""
    match command:
        case VerifyPerson():
            return _verify(command, state)
        case RecordRegisterAnswer() | RecordBankAnswer():
            return _record(command, state)
        case DecideReview() | WarnReview() | LapseReview():
            return reviews.decide(command, state)
        case ErasePerson():
            return [*_erased(command, state)]
        case RecordReading():
            return [DataRead(command.subject, command.reader, command.purpose, command.what, command.at)]
        case _:
            assert_never(command)


def _verify(command: VerifyPerson, state: Known) -> Sequence[PersonEvent]:
    asker = Asker(command.case, command.province, command.required_level)
    if not isinstance(state, Unknown) and command.case in state.answered:
        return []
    if isinstance(state, Asking) and command.case in waiting_cases(state):
        return []
    if command.claim.early:
        raise NotYet("it is sealed under a key that is not in IDENTITY_UNSEALING_KEY: put it there")
    if command.claim.fault is not None:
        return [ApplicantRejected(command.subject, asker, command.claim.fault)]
    way = command.levels.way_of("manual-review") if command.review else command.levels.way_to(asker.required)
    if way is None:
        return [ApplicantRejected(command.subject, asker, "level-unreachable")]
    return _asked(command, asker, way, state)


def _asked(command: VerifyPerson, asker: Asker, way: Way, state: Known) -> Sequence[PersonEvent]:
    postponed = CasePostponed(asker, command.applicant_sealed, way.evidence, command.claim.name)
    match state:
        case Asking() if _fits(command, state):
            return [CaseJoined(asker)]
        case Asking():
            return [postponed]
        case Verified() if not command.review and _covers(command, state):
            return [confirmed(command.subject, asker, state)]
        case Unknown() | Verified() | Refused():
            round_ = 0 if isinstance(state, Unknown) else state.round
            return begin(command.subject, postponed, round_ + 1, command.levels, command.at)
        case _:
            assert_never(state)


def _same(one: str, other: str) -> bool:
    """Whether two digests are of one name; what was recorded before there were any fits all."""
    return one == other or not one or not other


def _fits(command: VerifyPerson, state: Asking) -> bool:
    """The answer on its way will be enough for this case too."""
    way = command.levels.way_of(state.evidence)
    enough = way is not None and way.level >= command.required_level
    return enough and _same(command.claim.name, state.name) and (not command.review or state.review is not None)


def _covers(command: VerifyPerson, state: Verified) -> bool:
    lasting = not is_over(state, command.at)
    return lasting and state.level >= command.required_level and _same(command.claim.name, state.name)


def _record(command: Answered, state: Known) -> Sequence[PersonEvent]:
    match state:
        case Unknown():
            raise NotYet("somebody answered a question that is not recorded yet")
        case Asking() | Refused() | Verified() if command.round > state.round:
            raise NotYet(f"round {command.round} was answered before its question was recorded")
        case Asking() if command.round == state.round and state.evidence == _evidence(command):
            return [*_answer(command, state), *_further(command, state)]
        case Asking() | Verified() | Refused():
            return []
        case _:
            assert_never(state)


def _evidence(command: Answered) -> str:
    return "register" if isinstance(command, RecordRegisterAnswer) else "bank-card"


def _is_for_review(command: Answered) -> bool:
    return command.reason in CANNOT_TELL and command.levels.way_of("manual-review") is not None


def _answer(command: Answered, state: Asking) -> Iterator[PersonEvent]:
    if command.level is not None:
        known = Verified(command.level, state.evidence, command.checked_at, (), command.expires_at)
        yield from (confirmed(state.person, asker, known) for asker in state.waiting)
    elif _is_for_review(command):
        times = command.levels.review_times(command.checked_at)
        yield ReviewRequested(state.person, state.waiting[0], state.round, command.reason or CANNOT_TELL[0], *times)
    else:
        yield from refused(state, command.reason or "person-unknown", command.checked_at)


def _further(command: Answered, state: Asking) -> Sequence[PersonEvent]:
    """Who waited for a round of their own; a review is not the end of this one."""
    if command.level is None and _is_for_review(command):
        return []
    return next_round(state, command.levels, command.checked_at)


def _erased(command: ErasePerson, state: Known) -> Iterator[PersonEvent]:
    """Nothing is known any more; verification starts anew with the next case."""
    if isinstance(state, Unknown) or (isinstance(state, Refused) and state.erased):
        return
    if isinstance(state, Asking):
        askers = (*state.waiting, *(one.asker for one in state.later))
        yield from (VerificationRefused(state.person, asker, "person-erased") for asker in askers)
    yield PersonErased(command.ground)

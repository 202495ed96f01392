"""One person's verification: asked once, answered to every case that waits."""

from typing import TypeAlias, assert_never

from services.chassis.vocabulary import NotYet
from services.identity.messages import (
    Asker,
    Asking,
    CaseJoined,
    Cases,
    PersonCommand,
    PersonEvent,
    PersonState,
    PersonVerified,
    RecordRegisterAnswer,
    Refused,
    Unknown,
    VerificationRefused,
    VerificationRequested,
    Verified,
    VerifyPerson,
)

EVIDENCE = "register"

Known: TypeAlias = Unknown | PersonState


def decide(command: PersonCommand, state: Known) -> list[PersonEvent]:
    """What follows from a command about a person. Raises NotYet for an answer that overtook its question."""
    match command:
        case VerifyPerson():
            return _verify(command, state)
        case RecordRegisterAnswer():
            return _record(command, state)
        case _:
            assert_never(command)


def _verify(command: VerifyPerson, state: Known) -> list[PersonEvent]:
    match state:
        case Unknown():
            return [_request(command, 1)]
        case Asking():
            return [] if _is_known(command.case, state) else [CaseJoined(_asker(command))]
        case Verified() | Refused() if command.case in state.answered:
            return []
        case Verified():
            return [PersonVerified(command.subject, _asker(command), state.level, state.evidence, state.checked_at)]
        case Refused():
            return [_request(command, state.round + 1)]
        case _:
            assert_never(state)


def _request(command: VerifyPerson, round_: int) -> VerificationRequested:
    return VerificationRequested(command.subject, _asker(command), round_, command.applicant_sealed)


def _asker(command: VerifyPerson) -> Asker:
    return Asker(command.case, command.province)


def _is_known(case: str, state: Asking) -> bool:
    return case in state.answered or any(asker.case == case for asker in state.waiting)


def _record(command: RecordRegisterAnswer, state: Known) -> list[PersonEvent]:
    match state:
        case Unknown():
            raise NotYet("the register answered a question that is not recorded yet")
        case Asking() | Refused() if command.round > state.round:
            raise NotYet(f"the register answered round {command.round} before its question was recorded")
        case Asking() if command.round == state.round:
            return [_answer(command, state.person, asker) for asker in state.waiting]
        case Asking() | Verified() | Refused():
            return []
        case _:
            assert_never(state)


def _answer(command: RecordRegisterAnswer, person: str, asker: Asker) -> PersonVerified | VerificationRefused:
    if command.found and command.level is not None:
        return PersonVerified(person, asker, command.level, EVIDENCE, command.checked_at)
    return VerificationRefused(person, asker, command.reason or "person-unknown")


def evolve(state: Known, event: PersonEvent) -> PersonState:
    """The person after an event."""
    match event:
        case VerificationRequested():
            return Asking(event.person, event.round, event.applicant_sealed, (event.asker,), _answered(state))
        case CaseJoined():
            assert isinstance(state, Asking)  # `decide` lets a case join nothing else
            return Asking(
                state.person, state.round, state.applicant_sealed, (*state.waiting, event.asker), state.answered
            )
        case PersonVerified():
            return Verified(event.level, event.evidence, event.checked_at, (*_answered(state), event.asker.case))
        case VerificationRefused():
            return Refused(_round(state), (*_answered(state), event.asker.case))
        case _:
            assert_never(event)


def _answered(state: Known) -> Cases:
    return () if isinstance(state, Unknown) else state.answered


def _round(state: Known) -> int:
    assert isinstance(state, Asking | Refused)  # only a question can be refused
    return state.round

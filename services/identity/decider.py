"""One person's verification: asked once, answered to every case that waits."""

from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.identity.messages import (
    Asking,
    CaseJoined,
    Cases,
    Command,
    Event,
    PersonVerified,
    RecordRegisterAnswer,
    Refused,
    State,
    Unknown,
    VerificationRefused,
    VerificationRequested,
    Verified,
    VerifyPerson,
)

INITIAL = Unknown()

EVIDENCE = "register"


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so."""
    match command:
        case VerifyPerson():
            return _verify(command, state)
        case RecordRegisterAnswer():
            return _record(command, state)
        case _:
            assert_never(command)


def _verify(command: VerifyPerson, state: State) -> list[Event]:
    match state:
        case Unknown():
            return [_request(command, 1)]
        case Asking():
            return [] if command.case in state.waiting + state.answered else [CaseJoined(command.case)]
        case Verified() | Refused() if command.case in state.answered:
            return []
        case Verified():
            return [PersonVerified(command.subject, command.case, state.level, state.evidence, state.checked_at)]
        case Refused():
            return [_request(command, state.round + 1)]
        case _:
            assert_never(state)


def _request(command: VerifyPerson, round_: int) -> VerificationRequested:
    return VerificationRequested(command.subject, command.case, round_, command.applicant_sealed)


def _record(command: RecordRegisterAnswer, state: State) -> list[Event]:
    match state:
        case Unknown():
            raise NotYet("the register answered a question that is not recorded yet")
        case Asking() | Refused() if command.round > state.round:
            raise NotYet(f"the register answered round {command.round} before its question was recorded")
        case Asking() if command.round == state.round:
            return [_answer(command, state.person, case) for case in state.waiting]
        case Asking() | Verified() | Refused():
            return []
        case _:
            assert_never(state)


def _answer(command: RecordRegisterAnswer, person: str, case: str) -> PersonVerified | VerificationRefused:
    if command.found and command.level is not None:
        return PersonVerified(person, case, command.level, EVIDENCE, command.checked_at)
    return VerificationRefused(person, case, command.reason or "person-unknown")


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event:
        case VerificationRequested():
            return Asking(event.person, event.round, event.applicant_sealed, (event.case,), _answered(state))
        case CaseJoined():
            assert isinstance(state, Asking)  # `decide` lets a case join nothing else
            return Asking(
                state.person, state.round, state.applicant_sealed, (*state.waiting, event.case), state.answered
            )
        case PersonVerified():
            return Verified(event.level, event.evidence, event.checked_at, (*_answered(state), event.case))
        case VerificationRefused():
            return Refused(_round(state), (*_answered(state), event.case))
        case _:
            assert_never(event)


def _answered(state: State) -> Cases:
    return () if isinstance(state, Unknown) else state.answered


def _round(state: State) -> int:
    assert isinstance(state, Asking | Refused)  # only a question can be refused
    return state.round


def is_terminal(state: State) -> bool:
    """A person may always apply again."""
    return False

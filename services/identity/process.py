"""What identity owes: while it asks, a question to the register. And when a mandate ends."""

from services.chassis.vocabulary import Deadline, Owed
from services.identity.mandate_messages import Mandate
from services.identity.mandates import end_of
from services.identity.messages import Asking, State


def next_commands(state: State) -> tuple[Owed, ...]:
    """The round's question; the first case that waits stands for all of them in the trace."""
    if not isinstance(state, Asking):
        return ()
    question = {"applicant_sealed": state.applicant_sealed, "round": state.round}
    purpose = f"ask-register-{state.round}"
    first = state.waiting[0]
    return (Owed(purpose, "identity.ask-register.v1", state.person, question, first.case, first.province),)


def deadlines(state: State) -> tuple[Deadline, ...]:
    """A mandate that nobody revokes says itself when its last day is over."""
    match state:
        case Mandate(revoked_at=None, over=False):
            return (Deadline("end", end_of(state.terms.ends_on), "identity.end-mandate.v1"),)
        case _:
            return ()

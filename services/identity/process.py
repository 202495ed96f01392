"""What identity owes: while it asks, a question to the register."""

from services.chassis.vocabulary import Owed
from services.identity.messages import Asking, State


def next_commands(state: State) -> tuple[Owed, ...]:
    """The round's question; the first case that waits stands for all of them in the trace."""
    if not isinstance(state, Asking):
        return ()
    question = {"applicant_sealed": state.applicant_sealed, "round": state.round}
    purpose = f"ask-register-{state.round}"
    first = state.waiting[0]
    return (Owed(purpose, "identity.ask-register.v1", state.person, question, first.case, first.province),)

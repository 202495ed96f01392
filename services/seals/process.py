"""What seals owes: while nothing is signed, a signature from the key device."""

from services.chassis.vocabulary import Owed
from services.seals.messages import Signing, State


def next_commands(state: State) -> tuple[Owed, ...]:
    """The own effect that signs the content."""
    if not isinstance(state, Signing):
        return ()
    request = state.request
    wanted = {"authority": request.authority, "content": request.content}
    return (Owed("sign-content", "seals.sign-content.v1", request.sealing, wanted),)

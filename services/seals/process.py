"""What seals owes: while nothing is signed, a signature from the key device; now and then an anchor of the ledger."""

from dataclasses import asdict

from services.chassis.vocabulary import Owed
from services.seals.messages import Request, Use
from services.seals.states import Sealed, Signing, State


def next_commands(state: State) -> tuple[Owed, ...]:
    """The own effect that signs the content, or word to the seal's own history."""
    match state:
        case Signing(request):
            return (_signing(request),)
        case Sealed(authority, Use() as use):
            return (Owed(f"anchor-uses/{use.link}", "seals.anchor-uses.v1", f"seal-{authority}", {"use": asdict(use)}),)
        case _:
            return ()


def _signing(request: Request) -> Owed:
    wanted = {"authority": request.authority, "content": request.content}
    return Owed("sign-content", "seals.sign-content.v1", request.sealing, wanted)

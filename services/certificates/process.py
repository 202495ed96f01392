"""What certificates owes: while a draft has no seal, the request for one."""

from services.certificates.messages import Sealing, State
from services.chassis.vocabulary import Owed


def next_commands(state: State) -> tuple[Owed, ...]:
    """The issuer's seal on the draft's content."""
    if not isinstance(state, Sealing):
        return ()
    draft = state.draft
    request = {"document": draft.document, "authority": draft.issuer.uscc, "content": draft.content}
    sealing = "sealing" + draft.document.removeprefix("certificate")
    return (Owed("seal-document", "seals.seal-document.v1", sealing, request),)

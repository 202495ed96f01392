"""The ways a person's verification can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence

from services.identity.messages import Command
from tests.identity.samples import LICENCE, OTHER_TOKEN, PERMIT, no, verify, yes

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "confirmed": (verify(LICENCE), yes()),
    "confirmed for two cases at once": (verify(LICENCE), verify(PERMIT), yes()),
    "confirmed before the next case asks": (verify(LICENCE), yes(), verify(PERMIT)),
    "refused": (verify(LICENCE), no()),
    "refused, and confirmed by the right name": (verify(LICENCE), no(), verify(PERMIT, OTHER_TOKEN), yes(2)),
    "refused twice": (verify(LICENCE), no(), verify(PERMIT, OTHER_TOKEN), no(2)),
}

ORDER_TELLS = {
    "refused, and confirmed by the right name": "the register answers the second question after it was asked",
    "refused twice": "the register answers the second question after it was asked",
}

"""The ways a sealing can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence

from services.seals.messages import Command
from tests.seals.samples import SEAL, SIGNED, UNSIGNED

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "sealed": (SEAL, SIGNED),
    "refused": (SEAL, UNSIGNED),
}

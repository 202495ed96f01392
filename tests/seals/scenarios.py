"""The ways a sealing and a seal can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.seals.messages import Command, Known
from tests.seals.samples import (
    ANCHOR,
    LATER_ANCHOR,
    REGISTER,
    RENEW,
    RESTORE,
    REVOKE,
    SEAL,
    SIGNED,
    SIGNED_AGAIN,
    SUSPEND,
    UNSIGNED,
)

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "sealed": (SEAL, SIGNED),
    "refused": (SEAL, UNSIGNED),
    "without an approval": (replace(SEAL, known=Known(waited=True)),),
    "registered": (REGISTER,),
}

FURTHER: Mapping[str, Sequence[Command]] = {
    "sealed, and signed once more": (SEAL, SIGNED, SIGNED_AGAIN),
    "suspended and restored": (REGISTER, SUSPEND, RESTORE),
    "revoked": (REGISTER, REVOKE),
    "renewed": (REGISTER, RENEW),
    "its ledger anchored": (REGISTER, ANCHOR, LATER_ANCHOR),
}

ORDER_TELLS = {
    "sealed, and signed once more": "the signature that comes first is the seal; both stand in the ledger",
    "suspended and restored": "what is restored before it is suspended is suspended",
}

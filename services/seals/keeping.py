"""An authority's seal (电子印章): registered, suspended, restored, revoked; and how far the ledger of its uses is."""

from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.seals.events import Event, SealRegistered, SealRestored, SealRevoked, SealSuspended, UsesAnchored
from services.seals.messages import AnchorUses, OfSeal, RegisterSeal, RestoreSeal, RevokeSeal, SuspendSeal
from services.seals.states import Idle, Kept, State


def keep(command: OfSeal, state: State) -> list[Event]:
    """What follows for a seal; what is asked of one that is not registered yet waits for it."""
    match state:
        case Kept():
            return _keep(command, state)
        case Idle() if isinstance(command, RegisterSeal):
            return [_registered(command)]
        case Idle():
            raise NotYet("the seal is not registered yet")
        case _:
            return []


def _keep(command: OfSeal, seal: Kept) -> list[Event]:
    match command:
        case RegisterSeal():
            return [] if command.certificate in seal.certificates else [_registered(command)]
        case SuspendSeal() if seal.standing == "in-force":
            return [SealSuspended(command.at, command.reason, command.ground)]
        case RestoreSeal() if seal.standing == "suspended":
            return [SealRestored(command.at, command.reason, command.ground)]
        case RevokeSeal() if seal.standing != "revoked":
            return [SealRevoked(command.at, command.reason, command.ground)]
        case SuspendSeal() | RestoreSeal() | RevokeSeal():
            return []
        case AnchorUses():
            known = dict(seal.anchors).get(command.use.segment, 0)
            return [UsesAnchored(command.use)] if command.use.number > known else []
        case _:
            assert_never(command)


def _registered(command: RegisterSeal) -> SealRegistered:
    return SealRegistered(command.authority, command.name, command.certificate, command.valid_from, command.valid_until)


def kept(state: State, event: SealRegistered) -> Kept:
    """The seal under its newest certificate: a revoked one is replaced, a suspended one stays suspended."""
    if not isinstance(state, Kept):
        return Kept(event.authority, (event.certificate,))
    standing = "in-force" if state.standing == "revoked" else state.standing
    return Kept(state.authority, (*state.certificates, event.certificate), standing, state.anchors)

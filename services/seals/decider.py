"""A sealing (sealing.py), or a seal (keeping.py): each kind of stream has its file."""

from dataclasses import replace
from typing import assert_never

from services.seals.events import (
    DocumentSealed,
    Event,
    SealingRefused,
    SealingRequested,
    SealRegistered,
    SealRestored,
    SealRevoked,
    SealSuspended,
    UseRepeated,
    UsesAnchored,
)
from services.seals.keeping import keep, kept
from services.seals.messages import (
    AnchorUses,
    Command,
    RecordSignature,
    RegisterSeal,
    RestoreSeal,
    RevokeSeal,
    SealDocument,
    SuspendSeal,
    Use,
)
from services.seals.sealing import put
from services.seals.states import Idle, Kept, Refused, Sealed, Signing, State

INITIAL = Idle()


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so."""
    match command:
        case SealDocument() | RecordSignature():
            return put(command, state)
        case RegisterSeal() | SuspendSeal() | RestoreSeal() | RevokeSeal() | AnchorUses():
            return keep(command, state)
        case _:
            assert_never(command)


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event:
        case SealingRequested():
            return Signing(event.request)
        case DocumentSealed():
            return _sealed(Sealed(event.authority), event.use)
        case UseRepeated():
            assert isinstance(state, Sealed)  # `sealing.py` takes the first answer for the seal
            return _sealed(state, event.use)
        case SealingRefused():
            return Refused()
        case SealRegistered():
            return kept(state, event)
        case SealSuspended() | SealRestored() | SealRevoked() | UsesAnchored():
            assert isinstance(state, Kept)  # `keeping.py` changes only what is registered
            return _changed(state, event)
        case _:
            assert_never(event)


def _sealed(sealed: Sealed, use: Use | None) -> Sealed:
    if use is None:  # sealed before there was a ledger
        return sealed
    anchor = use if use.anchored else sealed.anchor
    return Sealed(sealed.authority, anchor, (*sealed.links, use.link))


def _changed(seal: Kept, event: SealSuspended | SealRestored | SealRevoked | UsesAnchored) -> Kept:
    match event:
        case SealSuspended():
            return replace(seal, standing="suspended")
        case SealRestored():
            return replace(seal, standing="in-force")
        case SealRevoked():
            return replace(seal, standing="revoked")
        case UsesAnchored():
            others = tuple(one for one in seal.anchors if one[0] != event.use.segment)
            return replace(seal, anchors=(*others, (event.use.segment, event.use.number))[-KEPT_RUNS:])
        case _:
            assert_never(event)


KEPT_RUNS = 20
"""Runs of the key device whose last anchor is kept in mind; older ones are over."""


def is_terminal(state: State) -> bool:
    """Sealed or refused for good; a revoked seal may be followed by a new one."""
    return isinstance(state, Sealed | Refused)

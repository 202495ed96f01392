"""What the world hears: of a sealing, with all one needs to check it; of a seal, from when to when it is in force."""

from dataclasses import asdict
from datetime import datetime
from typing import assert_never

from services.chassis.vocabulary import Published
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
from services.seals.states import Kept, State


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event; what the device is asked, and answers twice, is nobody else's business."""
    match event:
        case SealingRequested() | UseRepeated():
            return None
        case DocumentSealed():
            whose = {"document": event.document, "authority": event.authority}
            return Published("seals.document-sealed.v1", whose | asdict(event.signature))
        case SealingRefused():
            return Published("seals.sealing-refused.v1", {"document": event.document, "reason": event.reason})
        case SealRegistered():
            term = {"valid_from": _stamp(event.valid_from), "valid_until": _stamp(event.valid_until)}
            return Published("seals.seal-registered.v1", asdict(event) | term)
        case SealSuspended() | SealRestored() | SealRevoked() | UsesAnchored():
            assert isinstance(state, Kept)  # noqa: S101 - only a registered seal changes
            return _of_seal(event, state.authority)
        case _:
            assert_never(event)


def _of_seal(event: SealSuspended | SealRestored | SealRevoked | UsesAnchored, authority: str) -> Published:
    if isinstance(event, UsesAnchored):
        return Published("seals.uses-anchored.v1", {"authority": authority, "use": asdict(event.use)})
    said = {"authority": authority, "reason": event.reason, "since": _stamp(event.since)}
    said |= {"ground": event.ground} if event.ground else {}
    match event:
        case SealSuspended():
            return Published("seals.seal-suspended.v1", said)
        case SealRestored():
            return Published("seals.seal-restored.v1", said)
        case SealRevoked():
            return Published("seals.seal-revoked.v1", said)
        case _:
            assert_never(event)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

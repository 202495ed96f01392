"""One sealing: requested once, signed once; whatever else is asked or answered changes nothing.

Content is bounded by its contract: 16,384 characters, so at most 64 KiB in UTF-8.
"""

from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.seals.messages import (
    Command,
    DocumentSealed,
    Event,
    Idle,
    RecordSignature,
    Refused,
    Request,
    SealDocument,
    Sealed,
    SealingRefused,
    SealingRequested,
    Signature,
    Signing,
    State,
)

INITIAL = Idle()


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so."""
    match command:
        case SealDocument():
            return _seal(command, state)
        case RecordSignature():
            return _record(command, state)
        case _:
            assert_never(command)


def _seal(command: SealDocument, state: State) -> list[Event]:
    match state:
        case Idle():
            request = Request(command.subject, command.document, command.authority, command.content)
            return [SealingRequested(request)]
        case Signing() | Sealed() | Refused():
            return []
        case _:
            assert_never(state)


def _record(command: RecordSignature, state: State) -> list[Event]:
    match state:
        case Idle():
            raise NotYet("a signature came before the request it answers")
        case Signing(request) if command.refused is not None:
            return [SealingRefused(request.document, command.refused)]
        case Signing(request):
            return [DocumentSealed(request.document, request.authority, _signature(command))]
        case Sealed() | Refused():
            return []
        case _:
            assert_never(state)


def _signature(command: RecordSignature) -> Signature:
    return Signature(command.algorithm, command.signature, command.certificate, command.digest, command.signed_at)


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event:
        case SealingRequested():
            return Signing(event.request)
        case DocumentSealed():
            return Sealed()
        case SealingRefused():
            return Refused()
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """Sealed or refused for good."""
    return isinstance(state, Sealed | Refused)

"""One sealing (用印): requested once, for a case that was approved, under a seal in force; signed once.

Content is bounded by its contract: 16,384 characters, so at most 64 KiB in UTF-8.
"""

from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.seals.events import DocumentSealed, Event, SealingRefused, SealingRequested, UseRepeated
from services.seals.messages import OfSealing, RecordSignature, Request, SealDocument, Signature, Use
from services.seals.states import Idle, Sealed, Signing, State


def put(command: OfSealing, state: State) -> list[Event]:
    """What follows for a sealing; whatever else is asked or answered changes nothing."""
    match command, state:
        case SealDocument(), Idle():
            return _requested(command)
        case RecordSignature(), Idle():
            raise NotYet("a signature came before the request it answers")
        case RecordSignature(), Signing(request):
            return [_answered(command, request)]
        case RecordSignature(use=Use() as use), Sealed(links=links) if use.link not in links:
            return [UseRepeated(command.digest, command.signed_at, use)]
        case ((SealDocument() | RecordSignature()), _):
            return []
        case _:
            assert_never(command)


def _requested(command: SealDocument) -> list[Event]:
    """Nothing is sealed for a case that was not approved, nor with a seal that is not in force that day."""
    known = command.known
    if not known.approved:
        if not known.waited:
            raise NotYet("no approval of the case is known")
        return [SealingRefused(command.document, "no-approval")]
    if known.standing == "seal-unknown" and not known.waited:
        raise NotYet("no seal of the authority is known")
    if known.standing is not None:
        return [SealingRefused(command.document, known.standing)]
    return [SealingRequested(Request(command.subject, command.document, command.authority, command.content))]


def _answered(command: RecordSignature, request: Request) -> Event:
    if command.refused is not None:
        return SealingRefused(request.document, command.refused)
    made = Signature(command.algorithm, command.signature, command.certificate, command.digest, command.signed_at)
    return DocumentSealed(request.document, request.authority, made, command.use)

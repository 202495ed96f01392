"""What the world hears of a sealing: the signature with all one needs to check it, or why there is none."""

from dataclasses import asdict
from typing import assert_never

from services.chassis.vocabulary import Published
from services.seals.messages import DocumentSealed, Event, SealingRefused, SealingRequested, State


def publish(event: Event, state: State) -> Published | None:
    """The published form of an own event; a request is nobody else's business."""
    match event:
        case SealingRequested():
            return None
        case DocumentSealed():
            whose = {"document": event.document, "authority": event.authority}
            return Published("seals.document-sealed.v1", whose | asdict(event.signature))
        case SealingRefused():
            return Published("seals.sealing-refused.v1", {"document": event.document, "reason": event.reason})
        case _:
            assert_never(event)

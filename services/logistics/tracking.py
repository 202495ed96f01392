"""Where a parcel is, read from all its notices together, so that the order in which they came cannot matter. Pure.

The last step that ends the way is the end, by the carrier's own count; a step that does not end it never
undoes one that does. Where a carrier gives two ends the same number, it came back: nobody is told
"received" on a contradiction.
"""

from dataclasses import replace
from datetime import datetime

from services.logistics.events import (
    IncidentReported,
    NoticeNoted,
    NoticeRejected,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelReturned,
    Tracked,
)
from services.logistics.messages import Notice, Parcel, Track
from services.logistics.states import Acknowledged, Carried, Delivered, OnTheWay, Returned
from services.logistics.words import FAULTS, WITHOUT_PROOF

RECIPIENTS_WORD = 2**53
"""One more than the largest number that a carrier can give a step."""


def noticed(notice: Notice, state: Carried | Acknowledged) -> list[Tracked | NoticeRejected]:
    """What a notice is news of, if of anything."""
    if (notice.carrier, notice.tracking_number) != (state.parcel.carrier, state.parcel.tracking_number):
        return [unknown(notice)]
    believed = _believed(notice, state.parcel)
    return [] if believed in state.track else [_news(believed, state)]


def _believed(notice: Notice, parcel: Parcel) -> Notice:
    """A delivery without the code that the recipient was given is none: the carrier has it still, and is at fault."""
    if not notice.unproved or not parcel.by_code:
        return replace(notice, unproved=False)
    return replace(notice, status="troubled", incident=WITHOUT_PROOF, at_fault=FAULTS[WITHOUT_PROOF], unproved=False)


def unknown(notice: Notice) -> NoticeRejected:
    """It speaks of another parcel."""
    return NoticeRejected(notice.carrier, "parcel-unknown")


def _news(notice: Notice, state: Carried | Acknowledged) -> Tracked:
    after = with_notice(notice, state)
    if isinstance(after, Delivered) and not isinstance(state, Delivered):
        return ParcelDelivered(notice)
    if isinstance(after, Returned) and not isinstance(state, Returned):
        return ParcelReturned(notice)
    if notice.status == "collected" and not any(known.status == "collected" for known in state.track):
        return ParcelHandedOver(notice)
    if notice.status == "troubled" and not any(_same_trouble(known, notice) for known in state.track):
        return IncidentReported(notice)
    return NoticeNoted(notice)


def _same_trouble(known: Notice, notice: Notice) -> bool:
    return (known.status, known.incident) == ("troubled", notice.incident)


def confirmation(parcel: Parcel, at: datetime) -> Notice:
    """The recipient's own word, as the last step there can be: no carrier's count goes beyond it."""
    return Notice(parcel.carrier, parcel.tracking_number, RECIPIENTS_WORD, "delivered", at)


def with_notice(notice: Notice, state: Carried | Acknowledged) -> Carried | Acknowledged:
    """Where the parcel is, with this notice among the others. What the authority holds it holds."""
    track = merged(state.track, notice)
    if isinstance(state, Acknowledged):
        return Acknowledged(state.parcel, track)
    ends = [known.status for known in track if known.status in ("delivered", "returned")]
    match ends[-1:]:
        case ["delivered"]:
            return Delivered(state.parcel, track)
        case ["returned"]:
            return Returned(state.parcel, track)
        case _:
            return OnTheWay(state.parcel, track)


def merged(track: Track, notice: Notice) -> Track:
    """All notices, each once, in the carrier's order."""
    return tuple(sorted({*track, notice}, key=_rank))


def _rank(notice: Notice) -> tuple[int, str, str, str, str, str, str]:
    # Where one number stands for two ends, `returned` sorts behind `delivered`; the rest only makes the order total.
    rest = (notice.at.isoformat(), notice.incident, notice.at_fault, notice.tracking_number, notice.carrier)
    return (notice.sequence, notice.status, *rest)

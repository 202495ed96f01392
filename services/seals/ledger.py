"""The ledger of uses (用印台账): every use of a seal is a link in a chain, numbered without gaps.

One run of the key device begins a segment for each seal. The links stand in the sealings' own histories, so no use
waits for another to be written; now and then one is published, and from then on nothing before it can be altered.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

SIDE_BY_SIDE = 32
"""Uses that one process has in hand at a time: so many last answers of a run may be lost when it is killed."""


class Place(NamedTuple):
    """Where a use stands in the chain: the run of the device, its number in it, the link before."""

    segment: str
    number: int
    previous: str | None


def link(place: Place, sealing: str, digest: str, signed_at: str) -> str:
    """SM3 over the link before and this use, in hex."""
    parts = (place.segment, str(place.number), place.previous or "", sealing, digest, signed_at)
    return hashlib.new("sm3", "\n".join(parts).encode()).hexdigest()


def faults(uses: Iterable[tuple[str, str, str, Any]], anchors: Iterable[tuple[str, Any]]) -> list[str]:
    """What is wrong with the ledger. uses: sealing, digest, signed_at and the use; anchors: seal and the use.

    Every link must follow from its facts, every use from the one before, every anchor from a use that is there.
    The last uses of a run may be missing: made, lost with the process, and made again in the next run.
    """
    found, segments = list[str](), dict[str, dict[int, Any]]()
    for sealing, digest, signed_at, use in uses:
        segments.setdefault(use["segment"], {})[use["number"]] = use
        if link(Place(use["segment"], use["number"], use["previous"]), sealing, digest, signed_at) != use["link"]:
            found.append(f"{sealing}: its use of the seal was changed after it was written")
    for segment, by_number in sorted(segments.items()):
        found += _gaps(segment, by_number)
    for seal, use in anchors:
        kept = segments.get(use["segment"], {}).get(use["number"])
        if kept is None or kept["link"] != use["link"]:
            found.append(f"{seal}: use {use['number']} of run {use['segment']} was published, and is not in the ledger")
    return found


def _gaps(segment: str, uses: dict[int, Any]) -> Sequence[str]:
    last, found = max(uses), list[str]()
    for number in range(1, last + 1):
        use, before = uses.get(number), uses.get(number - 1)
        if use is None:
            if number <= last - SIDE_BY_SIDE:
                found.append(f"run {segment}: use {number} is missing")
        elif (before is not None and use["previous"] != before["link"]) or (number == 1) != (use["previous"] is None):
            found.append(f"run {segment}: use {number} does not follow from the one before it")
    return found

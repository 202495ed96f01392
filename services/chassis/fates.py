"""What becomes of a message: one pure function, and the delays between tries."""

from dataclasses import dataclass
from enum import Enum

from services.chassis.contracts import ContractViolation, UnknownContract
from services.chassis.errors import Malformed
from services.chassis.vocabulary import NotYet, OutsideUnavailable


class Fate(Enum):
    """DONE: acknowledge. AGAIN: offer it again after a delay. PARK: put it where a person sees it."""

    DONE = "done"
    AGAIN = "again"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate with its reason; `delay` is in seconds and only meant for AGAIN."""

    fate: Fate
    reason: str = ""
    error: str = ""
    delay: int = 0


DONE = Verdict(Fate.DONE)

DELAYS = (1, 10, 60, 600)
"""Seconds. One broker queue per delay, because a message's own time-out only works at a queue's head."""

_PATIENCE = {
    NotYet: ("overtook", (1, 1, 1, 10, 10, 60, 60, 600)),
    OutsideUnavailable: ("outside-unavailable", (1, 1, 10, 10, 60, 60, 60, 600, 600, 600)),
}
_BUG = ("bug", (1, 10, 60))


def fate_of(error: Exception, tries: int) -> Verdict:
    """Decide for a message whose handling raised `error` after `tries` earlier tries."""
    if isinstance(error, Malformed | ContractViolation | UnknownContract):
        return Verdict(Fate.PARK, type(error).__name__.lower(), str(error))
    reason, delays = next((_PATIENCE[kind] for kind in type(error).__mro__ if kind in _PATIENCE), _BUG)
    text = f"{type(error).__name__}: {error}"
    if tries < len(delays):
        return Verdict(Fate.AGAIN, reason, text, delays[tries])
    return Verdict(Fate.PARK, reason, text)

"""What officers (经办人), counters and the case's own timers ask of a case.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DecideApplication:
    """An officer approves or refuses; a refusal names its ground from contracts/reasons.json."""

    subject: str
    decision: Literal["approve", "refuse"]
    opinion: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RecordCollection:
    """The clerk handed the result over at the counter."""

    subject: str


@dataclass(frozen=True, slots=True)
class LapseSupplement:
    """The time for handing in is over; only the service's own timer says so, and its word is enough."""

    subject: str

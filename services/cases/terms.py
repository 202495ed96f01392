"""What law and province lay down about time, handed to the decider with each command that begins or moves a limit."""

from dataclasses import dataclass, field
from datetime import datetime

from services.cases.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Terms:
    """The province's terms, in working days of its calendar; `calendar/README.md` tells what each means."""

    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    warning_share: float = 1 / 3
    rectification_days: float = 5
    ledger_days: float = 15
    choice_days: float = 15
    collection_days: float = 90


@dataclass(frozen=True, slots=True)
class Limits:
    """Until when a case is to be decided: as promised, and as the law has it; `warning` is the yellow one's moment.

    provisional: one of them reaches into a year whose working days are not announced.
    """

    promised: datetime | None = None
    statutory: datetime | None = None
    warning: datetime | None = None
    provisional: bool = False

"""What the service hands to the decider beside the message: the item, the authority, what is laid down about time.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime

from services.cases.items import Item
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


@dataclass(frozen=True, slots=True)
class Issuer:
    """The authority that issues the certificate (颁发机构), with its unified social credit code."""

    name: str
    uscc: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the service knows when an application comes in.

    versions: every published version of the item. issuer: the province's authority.
    waited: the catalogue has had time enough to reach us, so an unknown item does not exist.
    there: the item's versions for the province that is to decide, where it is another.
    """

    versions: tuple[Item, ...] = ()
    issuer: Issuer | None = None
    supplement_days: float = 5
    examination_days: float = 5
    waited: bool = False
    there: tuple[Item, ...] = ()

"""What the stand-in carrier knows: its parcels, as a fold over what happened. It keeps no address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias, TypeVar

from deploy.local.standins.manners import Ill
from deploy.local.standins.serving import Keyed, Refused, ensure_same, reference
from deploy.local.standins.switches import Telling
from services.chassis import codec
from services.chassis.clock import stamp

UNKNOWN_ADDRESSEE = "查无此人"
"""A parcel whose address contains this (no such person here) comes back."""

TOLD_SO: Mapping[str, Telling] = {"迟报": "late", "重报": "duplicate", "不报": "silent", "改报": "contradictory"}
"""An address that contains one of these: so its parcel is told of."""

ANSWERED_SO: Mapping[str, Ill] = {"慢接单": "slow", "停接单": "failing", "乱接单": "garbled", "断接单": "cut"}
"""An address that contains one of these: so the first try to book its parcel is answered."""

REPETITIONS = 3
"""How often a step is told by one that was told to repeat itself."""

T = TypeVar("T")

Form: TypeAlias = Literal["courier", "ems"]


def number_of(form: Form, key: str) -> str:
    """The tracking number of what the key asked for."""
    return reference("EM" if form == "ems" else "YJ", key)


@dataclass(frozen=True, slots=True)
class CodeTold:
    """POST /door/{tracking_number}."""

    code: str


@dataclass(frozen=True, slots=True)
class ParcelWanted:
    """POST /parcels: the address is a text or an object, and forgotten once its outcome is known.

    proof: `code` where the courier is to ask the recipient for one. label: what is printed on the outside, if anything.
    """

    parcel: str
    address: str | dict[str, Any]
    notify_url: str
    proof: Literal["", "code"] = ""
    label: str = ""

    def __post_init__(self) -> None:
        if not self.notify_url.startswith(("http://", "https://")):
            raise ValueError("`notify_url` must be an absolute http or https address")

    def deliverable(self) -> bool:
        """Whether anyone is there to take it."""
        return not self._says(UNKNOWN_ADDRESSEE)

    def told(self) -> Telling | None:
        """How it is to be told of, other than once and truly."""
        return self._first(TOLD_SO)

    def answered(self) -> Ill | None:
        """How the first try to book it is to be answered badly."""
        return self._first(ANSWERED_SO)

    def _first(self, meanings: Mapping[str, T]) -> T | None:
        return next((meaning for word, meaning in meanings.items() if self._says(word)), None)

    def _says(self, word: str) -> bool:
        return word.encode() in codec.encode(self.address)


@dataclass(frozen=True, slots=True)
class Booked:
    """A parcel was taken on."""

    tracking_number: str
    parcel: str
    notify_url: str
    deliverable: bool
    booked_at: datetime
    request: str
    form: Form = "courier"
    by_code: bool = False
    label: str = ""
    tell: Telling | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A parcel reached the next step of its way."""

    tracking_number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A step had its turn: the suite heard of it, or the carrier gave up telling it, or never meant to."""

    tracking_number: str
    heard: bool


@dataclass(frozen=True, slots=True)
class Coded:
    """The recipient told the courier a code."""

    tracking_number: str
    code: str


Happened: TypeAlias = Booked | Moved | Told | Coded
KINDS = (Booked, Moved, Told, Coded)


@dataclass(slots=True)
class Parcel:
    """One parcel as it stands: when it reached each step, and of each turn to tell whether the suite heard."""

    booked: Booked
    moments: list[datetime] = field(default_factory=list)
    heard: list[bool] = field(default_factory=list)
    code: str = ""

    @property
    def way(self) -> tuple[str, ...]:
        """The steps from collection to the end; who contradicts himself says one more, the other end."""
        ends = ("delivered", "returned") if self.booked.deliverable else ("returned", "delivered")
        return ("collected", "in_transit", *(ends if self.booked.tell == "contradictory" else ends[:1]))

    @property
    def before_the_door(self) -> bool:
        """The next step is to hand it over, for a code that nobody has told yet."""
        return len(self.moments) == self.delivery - 1 and self.booked.by_code and not self.code

    @property
    def delivery(self) -> int:
        """The number of the step that hands it over; past the way of what only comes back."""
        return [*self.way, "delivered"].index("delivered") + 1

    @property
    def left_there(self) -> bool:
        """It was handed over, or so the courier says."""
        return len(self.moments) >= self.delivery

    @property
    def ended(self) -> bool:
        """Each step had its turn to be told."""
        return len(self.heard) == len(self.way)

    @property
    def turn(self) -> tuple[int, int]:
        """Which step (from 1) is to be told next, and how often; late ones are told from the last to the first."""
        turn, tell = len(self.heard) + 1, self.booked.tell
        times = {"silent": 0, "duplicate": REPETITIONS}.get(tell or "", 1)
        return len(self.way) + 1 - turn if tell == "late" else turn, times

    def notice(self, sequence: int) -> Mapping[str, Any]:
        """What the suite is told of a step (from 1): the same each time it is told."""
        status = self.way[sequence - 1]
        return self._said(sequence, status, self.moments[sequence - 1])

    def _said(self, sequence: int, status: str, at: datetime) -> Mapping[str, Any]:
        incident = {"incident": "addressee-unknown"} if status == "returned" else {}
        code = {"code": self.code} if status == "delivered" and self.code else {}
        what = {"tracking_number": self.booked.tracking_number, "sequence": sequence, "status": status}
        return {**what, "at": stamp(at), **incident, **code}

    def shown(self) -> Mapping[str, Any]:
        """The parcel as inquiries and audits see it."""
        return {
            "tracking_number": self.booked.tracking_number,
            "parcel": self.booked.parcel,
            "status": self.way[len(self.moments) - 1] if self.moments else "booked",
            "label": self.booked.label,
            "booked_at": stamp(self.booked.booked_at),
            "notices": [self.notice(sequence) for sequence in range(1, len(self.moments) + 1)],
            "heard": list(self.heard),
            "tell": self.booked.tell,
            "ended": self.ended,
        }


class Book:
    """All parcels; `apply` is the only way anything changes."""

    def __init__(self) -> None:
        self.parcels: dict[str, Parcel] = {}
        self._numbers: dict[str, str] = {}

    def apply(self, entry: Happened) -> None:
        """Take in what happened."""
        match entry:
            case Booked():
                self.parcels[entry.tracking_number] = Parcel(entry)
                self._numbers[entry.parcel] = entry.tracking_number
            case Moved():
                self.parcels[entry.tracking_number].moments.append(entry.at)
            case Told():
                self.parcels[entry.tracking_number].heard.append(entry.heard)
            case Coded():
                self.parcels[entry.tracking_number].code = entry.code

    def parcel(self, tracking_number: str) -> Parcel:
        """The parcel with the carrier's number; refuses with 404."""
        try:
            return self.parcels[tracking_number]
        except KeyError:
            raise Refused(404, "parcel-unknown", "the carrier has no such parcel") from None

    def book(self, wanted: ParcelWanted, request: Keyed, now: datetime, form: Form = "courier") -> Booked | None:
        """Decide on a new parcel; None when this very request booked it before. One booking per parcel number."""
        tracking_number = number_of(form, request.key)
        if known := self.parcels.get(tracking_number):
            ensure_same(known.booked.request, request)
            return None
        if wanted.parcel in self._numbers:
            raise Refused(409, "parcel-exists", "this parcel was booked under another Idempotency-Key")
        what = (wanted.parcel, wanted.notify_url, wanted.deliverable())
        proof = (wanted.proof == "code", wanted.label)
        return Booked(tracking_number, *what, now, request.digest, form, *proof, tell=wanted.told())

    def under_way(self) -> Iterator[Parcel]:
        """Parcels whose end has yet to be told."""
        return (parcel for parcel in self.parcels.values() if not parcel.ended)

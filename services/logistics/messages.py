"""What logistics is asked, what it stores, and what a parcel can be in.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, get_args

Status: TypeAlias = Literal["collected", "in_transit", "delivered", "returned"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a genuine carrier's notice says of one step. `sequence` is the carrier's own count of steps."""

    carrier: str
    tracking_number: str
    sequence: int
    status: Status
    at: datetime
    incident: str = ""


Track: TypeAlias = tuple[Notice, ...]
"""All notices that are known, in the carrier's order: the order in which they came leaves no trace."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What goes to whom; `parcel` is the stream. The address is sealed: only the adapter opens it."""

    parcel: str
    certificate: str
    recipient: str
    address_sealed: str = field(repr=False)
    notify_url: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """Under which number which carrier carries it."""

    carrier: str
    tracking_number: str


# --- commands ---


@dataclass(frozen=True, slots=True)
class ShipResult:
    """Send the result by post. `notify_url` is completed by the service: where the carrier shall call."""

    subject: str
    case: str
    province: str
    certificate: str
    recipient: str
    address_sealed: str = field(repr=False)
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class RecordBooking:
    """The carrier's answer to a booking: a tracking number, or `refused` with a reason."""

    subject: str
    carrier: str = ""
    tracking_number: str = ""
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class RecordCarrierNotice:
    """The carrier called. The service reads the body into `notice`, or says in `fault` why not to believe it."""

    subject: str
    case: str
    province: str
    carrier: str
    body: str = field(repr=False)
    signature: str = field(repr=False)
    notice: Notice | None = None
    fault: str | None = None


Command: TypeAlias = ShipResult | RecordBooking | RecordCarrierNotice
COMMANDS: tuple[type[Command], ...] = get_args(Command)

# --- events ---


@dataclass(frozen=True, slots=True)
class ShipmentOpened:
    """The result is to go by post."""

    shipment: Shipment


@dataclass(frozen=True, slots=True)
class ParcelBooked:
    """A carrier will take the parcel."""

    parcel: Parcel


@dataclass(frozen=True, slots=True)
class BookingRefused:
    """The parcel cannot be sent: the address cannot be read, or the carrier will not take it."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoticeHeld:
    """A notice came before the booking was known; it counts once its tracking number is the parcel's."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class ParcelHandedOver:
    """The carrier has the parcel. Nobody has received it."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class ParcelDelivered:
    """The recipient has the parcel."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class ParcelReturned:
    """The parcel came back, with what happened on the way."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class NoticeNoted:
    """A notice that changes nothing for others: on its way still, late, or overtaken by a later step."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class NoticeRejected:
    """A call that claimed to speak of this parcel was not believed; nothing changed."""

    carrier: str
    reason: str


Tracked: TypeAlias = ParcelHandedOver | ParcelDelivered | ParcelReturned | NoticeNoted
Event: TypeAlias = ShipmentOpened | ParcelBooked | BookingRefused | NoticeHeld | Tracked | NoticeRejected
EVENTS: tuple[type[Event], ...] = get_args(Event)

# --- states ---


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nobody has asked for anything to be sent."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A carrier is being asked; notices that came too early wait."""

    shipment: Shipment
    held: Track = ()


@dataclass(frozen=True, slots=True)
class Booked:
    """A carrier will come for it."""

    parcel: Parcel
    track: Track = ()


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """The carrier has it."""

    parcel: Parcel
    track: Track


@dataclass(frozen=True, slots=True)
class Delivered:
    """The recipient has it."""

    parcel: Parcel
    track: Track


@dataclass(frozen=True, slots=True)
class Returned:
    """It came back."""

    parcel: Parcel
    track: Track


@dataclass(frozen=True, slots=True)
class Refused:
    """It was never sent."""

    reason: str


Carried: TypeAlias = Booked | OnTheWay | Delivered | Returned
State: TypeAlias = Nothing | Booking | Carried | Refused

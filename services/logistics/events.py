"""What logistics stores. These names are the storage format; old ones must still be read."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, get_args

from services.logistics.messages import Notice, Parcel, Shipment


@dataclass(frozen=True, slots=True)
class ShipmentOpened:
    """Something is to be carried."""

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
    """The recipient has the parcel, as the carrier says, and proves where proof is wanted."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class ParcelReturned:
    """The parcel came back, with what happened on the way."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class IncidentReported:
    """Something went wrong on the way that does not end it."""

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


@dataclass(frozen=True, slots=True)
class OriginalsAcknowledged:
    """The authority holds these originals; `missing` were in the parcel once and are not there."""

    materials: tuple[str, ...]
    missing: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class OriginalsRefused:
    """What was asked about originals is not possible; nothing changed."""

    materials: tuple[str, ...]
    reason: str


Tracked: TypeAlias = ParcelHandedOver | ParcelDelivered | ParcelReturned | IncidentReported | NoticeNoted
Event: TypeAlias = (
    ShipmentOpened
    | ParcelBooked
    | BookingRefused
    | NoticeHeld
    | Tracked
    | NoticeRejected
    | OriginalsAcknowledged
    | OriginalsRefused
)
EVENTS: tuple[type[Event], ...] = get_args(Event)

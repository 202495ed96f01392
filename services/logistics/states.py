"""What a parcel can be in."""

from dataclasses import dataclass
from typing import TypeAlias

from services.logistics.messages import Kind, Parcel, Shipment, Track


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
    """The recipient has it; of originals for the authority it is only the carrier who says so."""

    parcel: Parcel
    track: Track


@dataclass(frozen=True, slots=True)
class Returned:
    """It came back."""

    parcel: Parcel
    track: Track


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The authority holds the originals, by its own word; what the carrier still says is only noted."""

    parcel: Parcel
    track: Track


@dataclass(frozen=True, slots=True)
class Refused:
    """It was never sent."""

    reason: str
    kind: Kind = "result"
    materials: tuple[str, ...] = ()


Carried: TypeAlias = Booked | OnTheWay | Delivered | Returned
State: TypeAlias = Nothing | Booking | Carried | Acknowledged | Refused

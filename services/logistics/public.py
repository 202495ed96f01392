"""What the world hears of a parcel. Pure."""

from datetime import UTC, datetime
from typing import assert_never

from services.chassis.vocabulary import Published
from services.logistics.messages import (
    BookingRefused,
    Event,
    NoticeHeld,
    NoticeNoted,
    NoticeRejected,
    ParcelBooked,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelReturned,
    ShipmentOpened,
    State,
)


def publish(event: Event, _: State) -> Published | None:  # noqa: PLR0911 - a line for each event
    """Translate a stored event; the address, even sealed, stays here."""
    match event:
        case ParcelBooked(parcel):
            booked = {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number}
            return Published("logistics.parcel-booked.v1", booked)
        case ParcelHandedOver(notice):
            return Published("logistics.parcel-handed-over.v1", {"handed_over_at": _stamp(notice.at)})
        case ParcelDelivered(notice):
            return Published("logistics.parcel-delivered.v1", {"delivered_at": _stamp(notice.at)})
        case ParcelReturned(notice):
            returned = {"incident": notice.incident, "returned_at": _stamp(notice.at)}
            return Published("logistics.parcel-returned.v1", returned)
        case BookingRefused(reason):
            return Published("logistics.booking-refused.v1", {"reason": reason})
        case NoticeRejected(_, reason):
            return Published("logistics.notice-rejected.v1", {"reason": reason})
        case ShipmentOpened() | NoticeHeld() | NoticeNoted():
            return None
        case _:
            assert_never(event)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

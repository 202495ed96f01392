"""What the world hears of a parcel. Pure."""

from datetime import UTC, datetime
from typing import assert_never

from services.chassis.vocabulary import Published
from services.logistics.events import (
    BookingRefused,
    Event,
    IncidentReported,
    NoticeHeld,
    NoticeNoted,
    NoticeRejected,
    OriginalsAcknowledged,
    OriginalsRefused,
    ParcelBooked,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelReturned,
    ShipmentOpened,
)
from services.logistics.messages import Notice, Parcel
from services.logistics.states import Acknowledged, Booked, Delivered, OnTheWay, Refused, Returned, State

APPLICANT, CARRIER, AUTHORITY = "applicant", "carrier", "authority"


def publish(event: Event, state: State) -> Published | None:  # noqa: PLR0911 - a line for each event
    """Translate a stored event; the address, even sealed, stays here."""
    match event:
        case ParcelBooked():
            return _booked(event)
        case BookingRefused(reason):
            return _refused(reason, state)
        case ParcelHandedOver(notice) | ParcelDelivered(notice) | ParcelReturned(notice):
            parcel = _parcel(state)
            return _of_result(event) if parcel.kind == "result" else _of_originals(event, notice, parcel)
        case IncidentReported(notice):
            return _incident(notice)
        case OriginalsAcknowledged() | OriginalsRefused():
            return _about_originals(event)
        case NoticeRejected(_, reason):
            return Published("logistics.notice-rejected.v1", {"reason": reason})
        case ShipmentOpened() | NoticeHeld() | NoticeNoted():
            return None
        case _:
            assert_never(event)


def _about_originals(event: OriginalsAcknowledged | OriginalsRefused) -> Published:
    if isinstance(event, OriginalsRefused):
        return _no_originals(event.materials, event.reason)
    missing = {"missing": list(event.missing)} if event.missing else {}
    held = _held(event.materials, AUTHORITY) | {"received_at": _stamp(event.at), **missing}
    return Published("logistics.original-received.v1", held)


def _no_originals(materials: tuple[str, ...], reason: str) -> Published:
    return Published("logistics.originals-refused.v1", {"materials": list(materials), "reason": reason})


def _parcel(state: State) -> Parcel:
    match state:
        case Booked(parcel) | OnTheWay(parcel) | Delivered(parcel) | Returned(parcel) | Acknowledged(parcel):
            return parcel
        case _:
            raise TypeError(f"nothing is carried that is {type(state).__name__}")


def _booked(event: ParcelBooked) -> Published:
    parcel = event.parcel
    booked = {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number}
    if parcel.by_code:
        booked["proved_by"] = "code"
    if parcel.kind == "result":
        return Published("logistics.parcel-booked.v1", booked)
    to = AUTHORITY if parcel.kind == "collect" else APPLICANT
    return Published("logistics.originals-booked.v1", {**booked, "materials": list(parcel.materials), "to": to})


def _refused(reason: str, state: State) -> Published:
    if isinstance(state, Refused) and state.kind != "result":
        return _no_originals(state.materials, reason)
    return Published("logistics.booking-refused.v1", {"reason": reason})


def _of_result(event: ParcelHandedOver | ParcelDelivered | ParcelReturned) -> Published:
    at = _stamp(event.notice.at)
    match event:
        case ParcelHandedOver():
            return Published("logistics.parcel-handed-over.v1", {"handed_over_at": at})
        case ParcelDelivered():
            return Published("logistics.parcel-delivered.v1", {"delivered_at": at})
        case ParcelReturned(notice):
            return Published("logistics.parcel-returned.v1", {**_why(notice), "returned_at": at})


def _of_originals(
    event: ParcelHandedOver | ParcelDelivered | ParcelReturned, notice: Notice, parcel: Parcel
) -> Published | None:
    """Only the authority says what the authority holds, whichever way the carrier says it went."""
    at = _stamp(notice.at)
    match event, parcel.kind:
        case ParcelHandedOver(), _:
            collected = _held(parcel.materials, CARRIER) | {"collected_at": at}
            return Published("logistics.original-collected.v1", collected)
        case ParcelDelivered(), "return":
            back = _held(parcel.materials, APPLICANT) | {"returned_at": at}
            return Published("logistics.original-returned.v1", back)
        case ParcelReturned(), "collect":
            back = _held(parcel.materials, APPLICANT) | {"returned_at": at, **_why(notice)}
            return Published("logistics.original-returned.v1", back)
        case ParcelReturned(), _:
            return _incident(notice)
        case _:
            return None


def _incident(notice: Notice) -> Published:
    return Published("logistics.incident-reported.v1", {**_why(notice), "happened_at": _stamp(notice.at)})


def _why(notice: Notice) -> dict[str, str]:
    return {"incident": notice.incident} | ({"at_fault": notice.at_fault} if notice.at_fault else {})


def _held(materials: tuple[str, ...], holder: str) -> dict[str, object]:
    return {"materials": list(materials), "holder": holder}


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""One parcel, as the tests of logistics know it: a driving licence on its way to Dali."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.chassis.testing.scenario import Scenario
from services.logistics.events import (
    BookingRefused,
    NoticeHeld,
    NoticeNoted,
    NoticeRejected,
    ParcelBooked,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelReturned,
    ShipmentOpened,
)
from services.logistics.messages import Notice, Parcel, RecordBooking, RecordCarrierNotice, Shipment, ShipResult
from services.logistics.service import DEFINITION

NUMBER = "530000-7K2M9QX4TB3ZP8WN5RJD"
PARCEL, CASE, PROVINCE = f"parcel-{NUMBER}-1", f"case-{NUMBER}", "530000"
CERTIFICATE = "1.2.156.3005.2.11100000000013338W009.11530000TB5300011J.5300007K2M9QX4TB3ZP8WN5RJD.001.E"
RECIPIENT = "person-0123456789abcdef01234567"
SEALED = "aa.bb.cc.dd.ee"
CARRIER, TRACKING = "standin-carrier", "XA530000123CN"
NOTIFY_URL = f"https://portal.example/callbacks/logistics/{PARCEL}/{CASE}/{PROVINCE}"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

# --- what is asked ---

SHIP = ShipResult(PARCEL, CASE, PROVINCE, CERTIFICATE, RECIPIENT, SEALED, NOTIFY_URL)
BOOKING = RecordBooking(PARCEL, CARRIER, TRACKING)
NO_BOOKING = RecordBooking(PARCEL, refused="address-unreadable")

COLLECTED = Notice(CARRIER, TRACKING, 1, "collected", NOON)
IN_TRANSIT = Notice(CARRIER, TRACKING, 2, "in_transit", NOON + timedelta(hours=5))
DELIVERED = Notice(CARRIER, TRACKING, 3, "delivered", NOON + timedelta(days=1))
RETURNED = Notice(CARRIER, TRACKING, 4, "returned", NOON + timedelta(days=3), "addressee-unknown")
STORM = Notice(CARRIER, TRACKING, 2, "troubled", NOON + timedelta(hours=6), "weather-delay", "weather")
STRAY = replace(DELIVERED, tracking_number="ANOTHER-PARCEL")


def told(notice: Notice) -> RecordCarrierNotice:
    """The carrier's genuine word."""
    return RecordCarrierNotice(PARCEL, CASE, PROVINCE, CARRIER, "{}", "", notice)


def disbelieved(reason: str) -> RecordCarrierNotice:
    """A call that is not what it claims to be."""
    return RecordCarrierNotice(PARCEL, CASE, PROVINCE, CARRIER, "{}", "00", None, reason)


# --- what happens ---

SHIPMENT = Shipment(PARCEL, CERTIFICATE, RECIPIENT, SEALED, NOTIFY_URL)
CARRIED = Parcel(CARRIER, TRACKING)
OPENED = ShipmentOpened(SHIPMENT)
BOOKED = ParcelBooked(CARRIED)
REFUSED = BookingRefused("address-unreadable")
HELD = NoticeHeld(COLLECTED)
HANDED_OVER = ParcelHandedOver(COLLECTED)
MOVED = NoticeNoted(IN_TRANSIT)
RECEIVED = ParcelDelivered(DELIVERED)
BACK = ParcelReturned(RETURNED)
FORGED = NoticeRejected(CARRIER, "signature-invalid")
ASTRAY = NoticeRejected(CARRIER, "parcel-unknown")

NOTHING = Scenario(DEFINITION)
"""Nobody has asked for anything to be sent."""

ASKED = NOTHING.given(OPENED)
"""The carrier is being asked."""

WAITING = ASKED.given(BOOKED)
"""The carrier will come for it."""

"""The contracts' examples tell one story, and the rules tell it the same way."""

from pathlib import Path

import pytest

from services.chassis.testing.story import Story
from services.logistics.effects import facts
from services.logistics.service import DEFINITION
from services.logistics.settings import Settings

SECRET = "example secret, never in use"
STORY = Story(DEFINITION, facts(Settings("http://carrier", SECRET, "https://portal.example", Path("key.pem")), None))


def test_the_order_to_send_leads_to_the_booking() -> None:
    """Same stream, same sealed address, same address to call as the example of `logistics.book-parcel.v1`."""
    STORY.then_asks(STORY.told("ship-result.v1"), "book-parcel.v1")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["record-booking.v1"], "parcel-booked.v1"),
        (["record-booking.v1.refused"], "booking-refused.v1"),
        (["record-booking.v1", "record-carrier-notice.v1"], "parcel-handed-over.v1"),
        (["record-booking.v1", "record-carrier-notice.v1.delivered"], "parcel-delivered.v1"),
        (["record-booking.v1", "record-carrier-notice.v1.returned"], "parcel-returned.v1"),
        (["record-booking.v1", "record-carrier-notice.v1.troubled"], "incident-reported.v1"),
        (["record-booking.v1", "record-carrier-notice.v1.forged"], "notice-rejected.v1"),
    ],
)
def test_what_is_told_leads_to_what_the_world_hears(told: list[str], said: str) -> None:
    """As the example shows it."""
    STORY.then_says(STORY.told("ship-result.v1", *told), said)


def test_the_order_to_fetch_originals_leads_to_the_booking() -> None:
    """The other direction, and which originals."""
    STORY.then_asks(STORY.told("collect-originals.v1"), "book-parcel.v1.originals")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["record-booking.v1"], "originals-booked.v1"),
        (["record-booking.v1.refused"], "originals-refused.v1"),
        (["record-booking.v1", "record-carrier-notice.v1"], "original-collected.v1"),
        (["record-booking.v1", "acknowledge-originals.v1"], "original-received.v1"),
        (["record-booking.v1", "record-carrier-notice.v1.returned"], "original-returned.v1"),
    ],
)
def test_what_is_told_of_originals_leads_to_what_the_world_hears(told: list[str], said: str) -> None:
    """Each says who holds them."""
    STORY.then_says(STORY.told("collect-originals.v1", *told), said)

"""Every event is stored and published as agreed, and nothing shows where it goes."""

import pytest

from services.chassis import codec
from services.chassis.contracts import Contracts
from services.logistics.events import (
    EVENTS,
    Event,
    IncidentReported,
    NoticeHeld,
    NoticeNoted,
    NoticeRejected,
    OriginalsAcknowledged,
    OriginalsRefused,
    ShipmentOpened,
)
from services.logistics.public import publish
from services.logistics.states import Booked, Booking
from tests.logistics.post import (
    BACK,
    BOOKED,
    CARRIED,
    FORGED,
    HANDED_OVER,
    HELD,
    MOVED,
    OPENED,
    RECEIVED,
    REFUSED,
    SEALED,
    SHIP,
    SHIPMENT,
    STORM,
)

CONTRACTS = Contracts.load()
TROUBLE = IncidentReported(STORM)
PAPERS = ("household-register",)
ACKNOWLEDGED, NOT_CARRIED = OriginalsAcknowledged(PAPERS, (), STORM.at), OriginalsRefused(PAPERS, "originals-unknown")
ON_THE_WAY: tuple[Event, ...] = (HELD, HANDED_OVER, MOVED, TROUBLE, RECEIVED, BACK, FORGED)
ALL_EVENTS: tuple[Event, ...] = (OPENED, BOOKED, REFUSED, *ON_THE_WAY, ACKNOWLEDGED, NOT_CARRIED)


def test_the_examples_here_are_of_every_event() -> None:
    """So that what the tests below say of all is said of all."""
    assert {type(event) for event in ALL_EVENTS} == set(EVENTS)


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_is_stored_and_published_as_agreed(event: Event) -> None:
    """It is read as it was stored; what others hear keeps to its contract; where it goes, nobody hears."""
    stored = codec.decode(codec.encode(codec.plain(event)))
    assert codec.convert(stored, type(event)) == event
    published = publish(event, Booked(CARRIED))
    assert (published is None) == isinstance(event, ShipmentOpened | NoticeHeld | NoticeNoted)
    if published is not None:
        CONTRACTS.check_strict(published.type, published.data)
        assert SEALED not in str(published.data)


def test_nothing_shows_the_address() -> None:
    """Not even sealed: what is never written into a log cannot be found there."""
    for thing in (SHIP, SHIPMENT, OPENED, Booking(SHIPMENT), NoticeRejected("a", "b")):
        assert SEALED not in repr(thing)

"""However a parcel's messages arrive, doubled or out of order, it comes to the same end."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.chassis.testing.disorder import disordered
from services.chassis.vocabulary import Owed
from services.logistics.messages import Command, Notice, RecordBooking, Status
from services.logistics.service import DEFINITION
from services.logistics.states import Delivered, OnTheWay, Refused, Returned, State
from tests.logistics.post import (
    BOOKING,
    CARRIED,
    CARRIER,
    COLLECTED,
    DELIVERED,
    IN_TRANSIT,
    NO_BOOKING,
    NOON,
    NOTHING,
    RETURNED,
    SHIP,
    STRAY,
    TRACKING,
    disbelieved,
    told,
)


def books(_: Owed) -> list[RecordBooking]:
    """A carrier that takes everything."""
    return [BOOKING]


def refuses(_: Owed) -> list[RecordBooking]:
    """An address that nobody can read."""
    return [NO_BOOKING]


def run(data: st.DataObject, notices: Sequence[Notice], *others: Command) -> tuple[State, list[str]]:
    """Deliver in disorder; returns the end, and the types that were published."""
    commands = [SHIP, *map(told, notices), *others]
    ending = disordered(data, DEFINITION, commands, books)
    return ending.state, [one.type.removeprefix("logistics.").removesuffix(".v1") for one in ending.said]


@given(st.data())
def test_a_parcel_is_delivered_once(data: st.DataObject) -> None:
    """The booking may be the last to arrive; each thing is announced once."""
    end, said = run(data, [COLLECTED, IN_TRANSIT, DELIVERED])
    assert end == Delivered(CARRIED, (COLLECTED, IN_TRANSIT, DELIVERED))
    assert sorted(said) == ["parcel-booked", "parcel-delivered", "parcel-handed-over"]


@given(st.data())
def test_a_parcel_comes_back_once(data: st.DataObject) -> None:
    """The same for a return."""
    end, said = run(data, [COLLECTED, IN_TRANSIT, RETURNED])
    assert end == Returned(CARRIED, (COLLECTED, IN_TRANSIT, RETURNED))
    assert sorted(said) == ["parcel-booked", "parcel-handed-over", "parcel-returned"]


@given(st.data())
def test_handed_over_stays_handed_over(data: st.DataObject) -> None:
    """Nobody hears "received" before the carrier says so."""
    end, said = run(data, [COLLECTED, IN_TRANSIT])
    assert end == OnTheWay(CARRIED, (COLLECTED, IN_TRANSIT))
    assert sorted(said) == ["parcel-booked", "parcel-handed-over"]


@given(st.data())
def test_strangers_and_forgers_change_nothing(data: st.DataObject) -> None:
    """Whether they come before or after the booking."""
    end, said = run(data, [COLLECTED, DELIVERED, STRAY], disbelieved("signature-invalid"))
    assert end == Delivered(CARRIED, (COLLECTED, DELIVERED))
    assert said.count("notice-rejected") >= 2
    assert said.count("parcel-delivered") == 1


@given(st.data())
def test_what_was_never_sent_never_arrives(data: st.DataObject) -> None:
    """Even if a carrier that refused it says so."""
    ending = disordered(data, DEFINITION, [SHIP, told(COLLECTED), told(DELIVERED)], refuses)
    assert ending.state == Refused("address-unreadable")
    assert set(ending.types) == {"logistics.booking-refused.v1", "logistics.notice-rejected.v1"}


STATUSES: list[Status] = ["collected", "in_transit", "troubled", "delivered", "returned"]
NOTICES = st.builds(
    Notice,
    carrier=st.just(CARRIER),
    tracking_number=st.just(TRACKING),
    sequence=st.integers(0, 4),
    status=st.sampled_from(STATUSES),
    at=st.sampled_from([NOON, DELIVERED.at]),
    incident=st.sampled_from(["addressee-unknown", "delivery-refused"]),
)
"""Whatever a carrier may say: gaps, contradictions, one number for two steps."""


@given(st.data(), st.lists(NOTICES, max_size=6))
def test_any_notices_in_any_order_come_to_one_end(data: st.DataObject, notices: list[Notice]) -> None:
    """The end depends on what was said, never on when it arrived."""
    end, _ = run(data, notices)
    in_turn = sorted(notices, key=lambda notice: notice.sequence)
    assert end == NOTHING.when(SHIP, BOOKING, *map(told, in_turn)).state


@given(st.data(), st.lists(NOTICES, max_size=6))
def test_the_end_is_the_carriers_last_word(data: st.DataObject, notices: list[Notice]) -> None:
    """The highest number among the steps that end the way; a return where two of them share it."""
    end, said = run(data, notices)
    ends = [notice for notice in notices if notice.status in ("delivered", "returned")]
    last = max((notice.sequence for notice in ends), default=None)
    final = {notice.status for notice in ends if notice.sequence == last}
    assert isinstance(end, Returned) == ("returned" in final)
    assert isinstance(end, Delivered) == (final == {"delivered"})
    assert ("parcel-handed-over" in said) == any(notice.status == "collected" for notice in notices)
    if not isinstance(end, Returned | Delivered):
        assert not {"parcel-delivered", "parcel-returned"} & set(said)

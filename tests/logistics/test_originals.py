"""Originals travel both ways, and at every step it is said who holds them; handed over is not received."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.contracts import Contracts
from services.chassis.testing.disorder import disordered
from services.chassis.testing.scenario import Outcome, Scenario
from services.chassis.vocabulary import Published
from services.logistics.events import (
    BookingRefused,
    NoticeNoted,
    OriginalsAcknowledged,
    OriginalsRefused,
    ParcelBooked,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelReturned,
    ShipmentOpened,
)
from services.logistics.messages import (
    AcknowledgeOriginals,
    CollectOriginals,
    Parcel,
    RecordBooking,
    ReturnOriginals,
    Shipment,
)
from services.logistics.process import next_commands
from services.logistics.public import publish
from services.logistics.service import DEFINITION
from services.logistics.states import Acknowledged, Delivered, OnTheWay, Refused, Returned
from tests.logistics.post import (
    CARRIER,
    CASE,
    COLLECTED,
    DELIVERED,
    IN_TRANSIT,
    NOON,
    NOTHING,
    NUMBER,
    PROVINCE,
    RECIPIENT,
    RETURNED,
    SEALED,
    SHIP,
    TRACKING,
    told,
)

CONTRACTS = Contracts.load()
STREAM, HERE = f"parcel-{NUMBER}-501", f"https://portal.example/callbacks/logistics/parcel-{NUMBER}-501"
PAPERS = ("household-register", "qualification")
COLLECT = CollectOriginals(STREAM, CASE, PROVINCE, PAPERS, RECIPIENT, SEALED, HERE)
GIVE_BACK = ReturnOriginals(STREAM, CASE, PROVINCE, PAPERS, RECIPIENT, SEALED, HERE)
ACKNOWLEDGE = AcknowledgeOriginals(STREAM, NOON + timedelta(days=2), PAPERS)
BOOKING = RecordBooking(STREAM, CARRIER, TRACKING)
THERE, BACK = Parcel(CARRIER, TRACKING, "collect", PAPERS), Parcel(CARRIER, TRACKING, "return", PAPERS)
OPENED = ShipmentOpened(Shipment(STREAM, "", RECIPIENT, SEALED, HERE, "collect", PAPERS))
TO_AUTHORITY = NOTHING.given(OPENED, ParcelBooked(THERE))
TO_APPLICANT = NOTHING.given(
    ShipmentOpened(Shipment(STREAM, "", RECIPIENT, SEALED, HERE, "return", PAPERS)), ParcelBooked(BACK)
)
ARRIVED = OriginalsAcknowledged(PAPERS, (), ACKNOWLEDGE.at)


def says(outcome: Outcome) -> list[Published]:
    """What the world hears, as agreed."""
    found = [publish(event, outcome.state) for event in outcome.events]
    said = [one for one in found if one is not None]
    for one in said:
        CONTRACTS.check_strict(one.type, one.data)
    return said


def holder(outcome: Outcome) -> list[str]:
    """Who is said to hold the originals."""
    return [one.data["holder"] for one in says(outcome) if "holder" in one.data]


def test_originals_are_fetched_where_the_applicant_says() -> None:
    """The carrier is asked for the other direction; the address stays sealed."""
    outcome = NOTHING.when(COLLECT).then(OPENED).then_owes("book-parcel").then_publishes()
    (owed,) = next_commands(outcome.state)
    wanted = {"parcel": STREAM, "address_sealed": SEALED, "notify_url": HERE}
    assert owed.data == {**wanted, "originals": "collect", "materials": list(PAPERS)}
    CONTRACTS.check_strict(owed.type, owed.data)


def test_a_booking_says_where_the_originals_are_to_go() -> None:
    """To the authority, or back to the applicant; a case that only waits for its result hears of neither."""
    for asked, to in ((COLLECT, "authority"), (GIVE_BACK, "applicant")):
        (said,) = says(NOTHING.when(asked, BOOKING))
        assert (said.type, said.data["to"]) == ("logistics.originals-booked.v1", to)


def test_collected_originals_are_held_by_the_carrier() -> None:
    """Nobody has received them."""
    for way in (TO_AUTHORITY, TO_APPLICANT):
        outcome = way.when(told(COLLECTED)).then(ParcelHandedOver(COLLECTED))
        outcome.then_publishes("logistics.original-collected.v1")
        assert holder(outcome) == ["carrier"]


def test_the_carriers_delivered_is_not_the_authoritys_received() -> None:
    """It says nothing to the world; only the authority's own word does, and until then more may come."""
    delivered = TO_AUTHORITY.when(told(DELIVERED)).then(ParcelDelivered(DELIVERED)).then_publishes()
    assert not DEFINITION.is_terminal(delivered.state)
    received = TO_AUTHORITY.given(ParcelDelivered(DELIVERED)).when(ACKNOWLEDGE).then(ARRIVED)
    received.then_publishes("logistics.original-received.v1").then_state(Acknowledged(THERE, (DELIVERED,)))
    assert holder(received) == ["authority"]
    assert DEFINITION.is_terminal(received.state)


def test_the_authoritys_word_needs_no_carrier() -> None:
    """Whatever the carrier has said or not said yet; what it says later only completes the story."""
    for history in ([], [ParcelHandedOver(COLLECTED)], [ParcelReturned(RETURNED)]):
        TO_AUTHORITY.given(*history).when(ACKNOWLEDGE).then(ARRIVED)
    held = TO_AUTHORITY.given(ARRIVED)
    held.when(told(COLLECTED)).then(ParcelHandedOver(COLLECTED)).then_state(Acknowledged(THERE, (COLLECTED,)))
    held.when(told(RETURNED)).then(NoticeNoted(RETURNED)).then_publishes()
    held.when(ACKNOWLEDGE).then_nothing()


def test_what_is_missing_from_the_parcel_is_said() -> None:
    """The last who held it is the carrier."""
    outcome = TO_AUTHORITY.when(replace(ACKNOWLEDGE, materials=PAPERS[:1]))
    (said,) = says(outcome)
    assert (said.data["materials"], said.data["missing"]) == (["household-register"], ["qualification"])


def test_originals_that_could_not_be_brought_are_the_applicants_again() -> None:
    """With the incident, and by whose fault."""
    back = replace(RETURNED, at_fault="consignee")
    outcome = TO_AUTHORITY.given(ParcelHandedOver(COLLECTED)).when(told(back))
    outcome.then_publishes("logistics.original-returned.v1").then_state(Returned(THERE, (COLLECTED, back)))
    (said,) = says(outcome)
    assert (said.data["holder"], said.data["incident"], said.data["at_fault"]) == (
        "applicant",
        "addressee-unknown",
        "consignee",
    )


def test_originals_go_back_to_the_applicant() -> None:
    """Delivered there they are the applicant's; brought back they are the carrier's until the authority says so."""
    outcome = TO_APPLICANT.when(told(DELIVERED)).then_publishes("logistics.original-returned.v1")
    assert holder(outcome.then_state(Delivered(BACK, (DELIVERED,)))) == ["applicant"]
    TO_APPLICANT.when(told(RETURNED)).then_publishes("logistics.incident-reported.v1")
    TO_APPLICANT.given(ParcelReturned(RETURNED)).when(ACKNOWLEDGE).then_publishes("logistics.original-received.v1")


def test_what_no_carrier_takes_stays_where_it_is() -> None:
    """And the case, which waits for its result, does not hear of it as of a parcel of its own."""
    no_booking = RecordBooking(STREAM, refused="address-unreadable")
    outcome = NOTHING.given(OPENED).when(no_booking).then(BookingRefused("address-unreadable"))
    outcome.then_publishes("logistics.originals-refused.v1").then_state(
        Refused("address-unreadable", "collect", PAPERS)
    )
    says(outcome)


@pytest.mark.parametrize(
    ("before", "command", "reason"),
    [
        (NOTHING, replace(COLLECT, subject=f"parcel-{NUMBER}-1"), "parcel-number-taken"),
        (TO_AUTHORITY, replace(COLLECT, materials=PAPERS[:1]), "parcel-number-taken"),
        (TO_AUTHORITY, GIVE_BACK, "parcel-number-taken"),
        (TO_AUTHORITY, replace(ACKNOWLEDGE, materials=("passport",)), "originals-unknown"),
        (NOTHING.given(OPENED, BookingRefused("carrier-refused")), ACKNOWLEDGE, "originals-unknown"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    before: Scenario, command: CollectOriginals | ReturnOriginals | AcknowledgeOriginals, reason: str
) -> None:
    """A number that stands for something else; originals that are not in the parcel."""
    refused = OriginalsRefused(command.materials, reason)
    outcome = before.when(command).then(refused).then_publishes("logistics.originals-refused.v1").then_owes()
    outcome.then_state(outcome.before)
    says(outcome)
    assert reason in CONTRACTS.reasons()


def test_asking_twice_is_fetching_once() -> None:
    """In whatever order the materials are named, and never together with a result."""
    TO_AUTHORITY.when(replace(COLLECT, materials=PAPERS[::-1])).then_nothing()
    TO_AUTHORITY.when(replace(SHIP, subject=STREAM)).then_nothing()


def test_what_overtook_the_order_is_offered_again() -> None:
    """Nothing can be received that nobody was asked to bring."""
    NOTHING.when_too_early(ACKNOWLEDGE)
    NOTHING.given(OPENED).when_too_early(ACKNOWLEDGE)


@given(st.data())
def test_the_chain_of_custody_has_one_end(data: st.DataObject) -> None:
    """In any order, doubled, the authority's word before or after the carrier's."""
    messages = [COLLECT, told(COLLECTED), told(IN_TRANSIT), told(DELIVERED), ACKNOWLEDGE]
    ending = disordered(data, DEFINITION, messages, lambda _: [BOOKING])
    assert ending.state == Acknowledged(THERE, (COLLECTED, IN_TRANSIT, DELIVERED))
    assert ending.types == {
        f"logistics.{name}.v1": 1 for name in ("originals-booked", "original-collected", "original-received")
    }


@given(st.data())
def test_without_the_authoritys_word_nothing_is_received(data: st.DataObject) -> None:
    """However often the carrier says that it delivered."""
    messages = [COLLECT, told(COLLECTED), told(DELIVERED)]
    ending = disordered(data, DEFINITION, messages, lambda _: [BOOKING])
    assert ending.state == Delivered(THERE, (COLLECTED, DELIVERED))
    assert "logistics.original-received.v1" not in ending.types
    assert isinstance(TO_AUTHORITY.when(told(COLLECTED)).state, OnTheWay)

"""A result goes by post: booked, handed over, received; and handed over is never received."""

from dataclasses import replace

import pytest

from services.chassis.contracts import Contracts
from services.logistics.events import (
    Event,
    IncidentReported,
    NoticeHeld,
    NoticeNoted,
    NoticeRejected,
    ParcelReturned,
)
from services.logistics.process import next_commands
from services.logistics.service import DEFINITION
from services.logistics.states import Booked, Booking, Delivered, OnTheWay, Refused, Returned
from tests.logistics.post import (
    ASKED,
    ASTRAY,
    BACK,
    BOOKED,
    BOOKING,
    CARRIED,
    COLLECTED,
    DELIVERED,
    FORGED,
    HANDED_OVER,
    HELD,
    IN_TRANSIT,
    MOVED,
    NO_BOOKING,
    NOTHING,
    NOTIFY_URL,
    OPENED,
    PARCEL,
    RECEIVED,
    REFUSED,
    RETURNED,
    SEALED,
    SHIP,
    SHIPMENT,
    STORM,
    STRAY,
    WAITING,
    disbelieved,
    told,
)

CONTRACTS = Contracts.load()
TROUBLE = IncidentReported(STORM)


def test_a_result_to_be_sent_asks_the_carrier() -> None:
    """The address leaves as it came: sealed for the adapter alone."""
    outcome = NOTHING.when(SHIP).then(OPENED).then_owes("book-parcel").then_publishes()
    outcome.then_state(Booking(SHIPMENT)).then_waits_for()
    (owed,) = next_commands(outcome.state)
    assert owed.type == "logistics.book-parcel.v1"
    assert owed.data == {"parcel": PARCEL, "address_sealed": SEALED, "notify_url": NOTIFY_URL}
    CONTRACTS.check_strict(owed.type, owed.data)


def test_asking_twice_is_sending_once() -> None:
    """The stream is one attempt; another attempt is another parcel."""
    for history in ([OPENED], [OPENED, BOOKED], [OPENED, BOOKED, HANDED_OVER], [OPENED, REFUSED]):
        NOTHING.given(*history).when(SHIP).then_nothing()


def test_a_booking_is_announced_once() -> None:
    """The citizen can follow the number; nothing is owed any more."""
    outcome = ASKED.when(BOOKING).then(BOOKED).then_publishes("logistics.parcel-booked.v1").then_owes()
    outcome.then_state(Booked(CARRIED))
    for event in (HANDED_OVER, RECEIVED, BACK):
        WAITING.given(event).when(BOOKING).then_nothing()
    WAITING.when(NO_BOOKING).then_nothing()


def test_what_cannot_be_sent_is_refused_with_its_reason() -> None:
    """The case lets the citizen choose again."""
    outcome = ASKED.when(NO_BOOKING).then(REFUSED).then_publishes("logistics.booking-refused.v1").then_owes()
    outcome.then_state(Refused("address-unreadable"))
    ASKED.given(REFUSED).when(BOOKING).then_nothing()


def test_what_overtook_the_order_to_send_is_offered_again() -> None:
    """Nothing is decided about an unknown parcel, and nothing is lost."""
    NOTHING.when_too_early(BOOKING)
    NOTHING.when_too_early(NO_BOOKING)
    NOTHING.when_too_early(told(COLLECTED))


def test_handed_over_is_not_received() -> None:
    """The carrier has it; the recipient has nothing."""
    outcome = WAITING.when(told(COLLECTED)).then(HANDED_OVER).then_publishes("logistics.parcel-handed-over.v1")
    outcome.then_state(OnTheWay(CARRIED, (COLLECTED,)))
    assert not DEFINITION.is_terminal(outcome.state)


def test_on_its_way_is_noted_and_not_announced() -> None:
    """However many stations there are."""
    outcome = WAITING.given(HANDED_OVER).when(told(IN_TRANSIT)).then(MOVED).then_publishes()
    outcome.then_state(OnTheWay(CARRIED, (COLLECTED, IN_TRANSIT)))


def test_an_incident_on_the_way_is_announced_once_with_its_fault() -> None:
    """It ends nothing: the parcel may still arrive, and the same trouble told again is only noted."""
    outcome = WAITING.given(HANDED_OVER).when(told(STORM)).then(TROUBLE)
    outcome.then_publishes("logistics.incident-reported.v1").then_state(OnTheWay(CARRIED, (COLLECTED, STORM)))
    again = replace(STORM, sequence=3)
    WAITING.given(TROUBLE).when(told(again)).then(NoticeNoted(again))
    WAITING.given(TROUBLE).when(told(replace(DELIVERED, sequence=4))).then_publishes("logistics.parcel-delivered.v1")


def test_a_parcel_of_another_carrier_with_the_same_number_is_another() -> None:
    """Each carrier counts for itself."""
    other = replace(DELIVERED, carrier="standin-ems")
    WAITING.when(told(other)).then(NoticeRejected("standin-ems", "parcel-unknown")).then_state(Booked(CARRIED))


def test_received_is_what_the_carrier_says_was_delivered() -> None:
    """Only that closes the case."""
    outcome = WAITING.given(HANDED_OVER, MOVED).when(told(DELIVERED)).then(RECEIVED)
    outcome.then_publishes("logistics.parcel-delivered.v1")
    outcome.then_state(Delivered(CARRIED, (COLLECTED, IN_TRANSIT, DELIVERED)))


def test_a_parcel_that_came_back_says_what_happened() -> None:
    """So that the citizen can choose: another address, or the counter."""
    outcome = WAITING.given(HANDED_OVER).when(told(RETURNED)).then(BACK)
    outcome.then_publishes("logistics.parcel-returned.v1").then_state(Returned(CARRIED, (COLLECTED, RETURNED)))


def test_a_step_whose_predecessors_are_missing_counts_all_the_same() -> None:
    """Carriers lose notices; the last word is enough."""
    WAITING.when(told(DELIVERED)).then(RECEIVED).then_state(Delivered(CARRIED, (DELIVERED,)))


def test_a_late_notice_does_not_undo_what_happened_after_it() -> None:
    """It takes its place in the track; the parcel stays where it is."""
    received = WAITING.given(RECEIVED)
    received.when(told(IN_TRANSIT)).then(MOVED).then_state(Delivered(CARRIED, (IN_TRANSIT, DELIVERED)))
    received.when(told(COLLECTED)).then(HANDED_OVER).then_state(Delivered(CARRIED, (COLLECTED, DELIVERED)))


def test_the_same_notice_twice_is_one_notice() -> None:
    """Carriers repeat themselves until they are heard."""
    done = WAITING.given(HANDED_OVER, MOVED, RECEIVED)
    for notice in (COLLECTED, IN_TRANSIT, DELIVERED):
        done.when(told(notice)).then_nothing()
    ASKED.given(HELD).when(told(COLLECTED)).then_nothing()


def test_handing_over_is_announced_once() -> None:
    """A second collection is only noted."""
    again = replace(COLLECTED, sequence=2)
    WAITING.given(HANDED_OVER).when(told(again)).then(NoticeNoted(again)).then_publishes()


def test_the_carriers_last_word_on_the_end_holds() -> None:
    """Delivered and then returned is returned; told the other way round it ends the same."""
    forth = WAITING.given(RECEIVED).when(told(RETURNED)).then(BACK)
    back = WAITING.given(BACK).when(told(DELIVERED)).then(NoticeNoted(DELIVERED)).then_publishes()
    assert forth.state == back.state == Returned(CARRIED, (DELIVERED, RETURNED))


def test_two_ends_with_one_number_are_a_return() -> None:
    """On a contradiction nobody is told that it was received."""
    contradiction = replace(RETURNED, sequence=DELIVERED.sequence)
    WAITING.given(RECEIVED).when(told(contradiction)).then(ParcelReturned(contradiction))
    WAITING.given(ParcelReturned(contradiction)).when(told(DELIVERED)).then(NoticeNoted(DELIVERED))


def test_the_same_end_told_in_other_words_is_announced_once() -> None:
    """A corrected time is noted."""
    corrected = replace(DELIVERED, sequence=5)
    WAITING.given(RECEIVED).when(told(corrected)).then(NoticeNoted(corrected)).then_publishes()


def test_a_notice_before_the_booking_is_held_until_its_number_is_known() -> None:
    """The carrier can be faster than its own answer; nothing is lost."""
    early = ASKED.when(told(COLLECTED)).then(HELD).then_publishes()
    early.then_state(Booking(SHIPMENT, (COLLECTED,))).then_owes()
    outcome = ASKED.given(HELD, NoticeHeld(DELIVERED)).when(BOOKING).then(BOOKED, HANDED_OVER, RECEIVED)
    outcome.then_publishes(
        "logistics.parcel-booked.v1", "logistics.parcel-handed-over.v1", "logistics.parcel-delivered.v1"
    ).then_state(Delivered(CARRIED, (COLLECTED, DELIVERED)))


def test_what_was_held_counts_in_turn() -> None:
    """A second collection is only noted, held back or not."""
    again = replace(COLLECTED, sequence=2)
    ASKED.given(HELD, NoticeHeld(again)).when(BOOKING).then(BOOKED, HANDED_OVER, NoticeNoted(again))


def test_a_notice_of_another_parcel_is_not_believed() -> None:
    """Neither at once, nor after it was held, nor where nothing was ever sent."""
    WAITING.when(told(STRAY)).then(ASTRAY).then_publishes("logistics.notice-rejected.v1").then_state(Booked(CARRIED))
    ASKED.given(NoticeHeld(STRAY), HELD).when(BOOKING).then(BOOKED, HANDED_OVER, ASTRAY)
    ASKED.given(NoticeHeld(STRAY)).when(NO_BOOKING).then(REFUSED, ASTRAY)
    ASKED.given(REFUSED).when(told(COLLECTED)).then(ASTRAY)


@pytest.mark.parametrize("reason", ["signature-invalid", "callback-malformed", "sender-unknown", "parcel-unknown"])
def test_a_call_that_is_not_genuine_changes_nothing_but_is_on_record(reason: str) -> None:
    """Whatever state it meets: it is stored and published, and that is all."""
    for history in ([], [OPENED], [OPENED, BOOKED], [OPENED, BOOKED, RECEIVED], [OPENED, REFUSED]):
        outcome = NOTHING.given(*history).when(disbelieved(reason)).then(replace(FORGED, reason=reason))
        outcome.then_state(outcome.before).then_publishes("logistics.notice-rejected.v1").then_owes()
    assert reason in CONTRACTS.reasons()


@pytest.mark.parametrize(
    ("history", "over"),
    [
        ([], False),
        ([OPENED], False),
        ([OPENED, BOOKED], False),
        ([OPENED, BOOKED, HANDED_OVER], False),
        ([OPENED, BOOKED, RECEIVED], True),
        ([OPENED, BOOKED, BACK], True),
        ([OPENED, REFUSED], True),
    ],
)
def test_a_shipment_is_over_when_the_parcel_has_arrived_somewhere(history: list[Event], over: bool) -> None:
    """At the recipient's, back at the sender's, or nowhere because it never left."""
    state = NOTHING.given(*history).when(disbelieved("signature-invalid")).state
    assert DEFINITION.is_terminal(state) is over

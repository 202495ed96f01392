"""Received is what the recipient's code proves; a delivery without it is an incident by the carrier's fault."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.codes import code_of, proves
from services.chassis.contracts import Contracts
from services.chassis.errors import CannotStart
from services.chassis.sealed import new_key_pair, seal
from services.chassis.signatures import sign
from services.chassis.testing.disorder import disordered
from services.chassis.testing.party import listening
from services.logistics.effects import adapters, facts
from services.logistics.events import IncidentReported, ParcelBooked, ParcelDelivered
from services.logistics.messages import ConfirmReceipt, Notice, RecordBooking, RecordCarrierNotice
from services.logistics.public import publish
from services.logistics.service import DEFINITION
from services.logistics.settings import Settings
from services.logistics.states import Delivered, OnTheWay
from services.logistics.tracking import RECIPIENTS_WORD
from tests.logistics.post import (
    ASKED,
    BOOKING,
    CARRIED,
    CARRIER,
    CASE,
    COLLECTED,
    DELIVERED,
    NOTHING,
    PARCEL,
    PROVINCE,
    RETURNED,
    SHIP,
    TRACKING,
    WAITING,
    told,
)
from tests.logistics.test_originals import BOOKING as FETCHED
from tests.logistics.test_originals import COLLECT

KEY, SECRET = "a key of delivery codes", "the-secret-of-the-tests-carrier"
# printf parcel-530000-7K2M9QX4TB3ZP8WN5RJD-1 | openssl dgst -sha256 -hmac "…": 7742daf171f6eb3e…
CODE = f"{0x7742DAF171F6EB3E % 10**6:06}"
SAID = {"tracking_number": TRACKING, "sequence": 3, "status": "delivered", "at": DELIVERED.at.isoformat()}
WITH_CODE = replace(BOOKING, by_code=True)
PROVING = replace(CARRIED, by_code=True)
CLAIMED = replace(DELIVERED, unproved=True)
TROUBLE = replace(DELIVERED, status="troubled", incident="delivered-without-proof", at_fault="carrier")
HERE = ConfirmReceipt(PARCEL, DELIVERED.at + timedelta(days=1))
CONTRACTS = Contracts.load()


SETTINGS = Settings("http://carrier", SECRET, "https://portal", Path("key.pem"), proof_key=KEY)


def completed(settings: Settings, command: Any) -> Any:
    """The command as the decider sees it."""
    (one,) = facts(settings, None)[type(command)]([command])
    return one


def called(settings: Settings, **other: object) -> Notice:
    """What is made of a carrier's call."""
    body = json.dumps({**SAID, **other})
    call = RecordCarrierNotice(PARCEL, CASE, PROVINCE, CARRIER, body, sign(SECRET, body))
    notice: Notice = completed(settings, call).notice
    return notice


def test_a_code_is_six_digits_of_the_parcel_alone() -> None:
    """As computed elsewhere; the next parcel's is another, and nothing keeps either."""
    assert code_of(KEY, PARCEL) == CODE
    assert code_of(KEY, PARCEL[:-1] + "2") != CODE
    assert proves(KEY, PARCEL, CODE)
    assert not any(proves(KEY, PARCEL, wrong) for wrong in ("", "000000", CODE[:-1], f"{CODE}0", "\ud800"))


def test_a_key_that_could_be_guessed_makes_no_codes() -> None:
    """All codes could be tried against it."""
    with pytest.raises(CannotStart, match="16 bytes"):
        code_of("short", PARCEL)


def test_the_booking_says_that_a_code_will_be_asked_for() -> None:
    """In the event that is published anyway; the code itself travels in no message."""
    booking = completed(SETTINGS, BOOKING)
    outcome = ASKED.when(booking).then(ParcelBooked(PROVING)).then_publishes("logistics.parcel-booked.v1")
    said = publish(outcome.events[0], outcome.state)
    assert said is not None
    CONTRACTS.check_strict(said.type, said.data)
    assert said.data == {"carrier": CARRIER, "tracking_number": TRACKING, "proved_by": "code"}
    assert completed(replace(SETTINGS, proof_key=""), replace(BOOKING, by_code=True)) == BOOKING


@pytest.mark.parametrize(
    ("other", "unproved"), [({"code": CODE}, False), ({"code": "000000"}, True), ({}, True), ({"code": 7}, True)]
)
def test_a_delivery_brings_the_code(other: dict[str, object], unproved: bool) -> None:
    """Whoever gave it: the recipient, or an agent who had it from the recipient. The code itself is not kept."""
    notice = called(SETTINGS, **other)
    assert notice == replace(DELIVERED, unproved=unproved)
    assert CODE not in repr(notice)


@pytest.mark.parametrize("status", ["collected", "in_transit", "returned"])
def test_only_a_delivery_needs_proof(status: str) -> None:
    """Whoever brings a parcel back has nobody to ask for a code."""
    assert not called(SETTINGS, status=status).unproved


def test_a_province_may_do_without(tmp_path: Path) -> None:
    """As data; without a key nobody is asked."""
    table = tmp_path / "provinces.csv"
    table.write_text("province,carrier,proof\n530000,,none\n", encoding="utf-8")
    for settings in (replace(SETTINGS, provinces=table), replace(SETTINGS, proof_key="")):
        assert not completed(settings, BOOKING).by_code
        assert not called(settings).unproved


def test_a_delivery_without_proof_is_not_received() -> None:
    """The world hears of the incident and by whose fault; the carrier has the parcel still."""
    waiting = WAITING.given().when(told(CLAIMED))
    waiting.then(ParcelDelivered(DELIVERED))  # nobody was given a code for this one
    outcome = ASKED.when(WITH_CODE, told(CLAIMED)).then_state(OnTheWay(PROVING, (TROUBLE,)))
    outcome.then_publishes("logistics.incident-reported.v1")
    assert outcome.events == [IncidentReported(TROUBLE)]
    said = publish(IncidentReported(TROUBLE), outcome.state)
    assert said is not None
    CONTRACTS.check_strict(said.type, said.data)
    assert (said.data["incident"], said.data["at_fault"]) == ("delivered-without-proof", "carrier")


def test_the_recipients_own_word_is_proof() -> None:
    """Where the courier forgot the code: it is the last word, before the carrier's next notice or after it."""
    confirmed = replace(DELIVERED, sequence=RECIPIENTS_WORD, at=HERE.at)
    outcome = ASKED.when(WITH_CODE, told(CLAIMED), HERE).then(ParcelDelivered(confirmed))
    outcome.then_publishes("logistics.parcel-delivered.v1").then_state(Delivered(PROVING, (TROUBLE, confirmed)))
    ASKED.when(WITH_CODE, HERE, HERE).then_nothing()
    back = ASKED.when(WITH_CODE, told(RETURNED), HERE).then(ParcelDelivered(confirmed))
    assert back.state == ASKED.when(WITH_CODE, HERE, told(RETURNED)).then_publishes().state
    ASKED.when_too_early(HERE)
    refused = NOTHING.when(COLLECT, FETCHED, HERE)
    refused.then_publishes("logistics.originals-refused.v1").then_state(refused.before)


@given(st.data())
def test_the_recipients_word_comes_to_one_end_in_any_order(data: st.DataObject) -> None:
    """Doubled, early or late, among claims and returns."""
    commands = [SHIP, HERE, *map(told, (COLLECTED, CLAIMED, RETURNED))]
    ending = disordered(data, DEFINITION, commands, lambda _: [WITH_CODE])
    confirmed = replace(DELIVERED, sequence=RECIPIENTS_WORD, at=HERE.at)
    assert ending.state == Delivered(PROVING, (COLLECTED, TROUBLE, RETURNED, confirmed))
    assert ending.types["logistics.parcel-delivered.v1"] == 1


def test_the_authority_needs_no_code_for_originals() -> None:
    """Its own word says what it received, so nobody there is given one."""
    (booked,) = NOTHING.when(COLLECT, replace(FETCHED, by_code=True)).events
    assert not booked.parcel.by_code


def test_a_carrier_can_bring_the_code_later() -> None:
    """It tells the step again, with the code."""
    ASKED.when(WITH_CODE, told(CLAIMED), told(DELIVERED)).then_state(Delivered(PROVING, (DELIVERED, TROUBLE)))


@given(st.data())
def test_claims_and_proof_in_any_order_come_to_one_end(data: st.DataObject) -> None:
    """Before the booking or after it, doubled: received once, and the incident told once."""
    again = replace(CLAIMED, sequence=4)
    commands = [SHIP, *map(told, (COLLECTED, CLAIMED, again, DELIVERED))]
    ending = disordered(data, DEFINITION, commands, lambda _: [WITH_CODE])
    trouble_again = replace(TROUBLE, sequence=4)
    assert ending.state == Delivered(PROVING, (COLLECTED, DELIVERED, TROUBLE, trouble_again))
    assert ending.types["logistics.parcel-delivered.v1"] == 1
    assert ending.types["logistics.incident-reported.v1"] == 1


@given(st.data())
def test_without_the_code_nothing_is_ever_received(data: st.DataObject) -> None:
    """However often it is claimed."""
    commands = [SHIP, *map(told, (COLLECTED, CLAIMED, replace(CLAIMED, sequence=7)))]
    ending = disordered(data, DEFINITION, commands, lambda _: [WITH_CODE])
    assert isinstance(ending.state, OnTheWay)
    assert "logistics.parcel-delivered.v1" not in ending.types


def test_a_booking_of_before_codes_is_read_as_one_without() -> None:
    """So that no parcel on its way waits for a code that nobody was given."""
    assert RecordBooking(PARCEL, CARRIER, TRACKING) == BOOKING
    assert ASKED.when(BOOKING, told(CLAIMED)).state == Delivered(CARRIED, (DELIVERED,))


def test_the_carrier_is_told_where_a_code_is_to_be_asked_for(tmp_path: Path) -> None:
    """Of every recipient but the authority, which acknowledges; and never which code."""
    key, table, (private, public) = tmp_path / "key.pem", tmp_path / "provinces.csv", new_key_pair()
    key.write_text(private)
    sealed = seal(public, {"address": "云南省大理市太和街一号"})
    intent = {"parcel": PARCEL, "address_sealed": sealed, "notify_url": "https://portal", "message": "intent-1"}
    asked = list[bool]()
    with listening() as party:
        party.says({"tracking_number": "XA1"})
        settings = replace(SETTINGS, carrier_url=party.url, unsealing_key=key, provinces=table)
        for proof in ("code", "none"):
            table.write_text(f"province,carrier,proof\n530000,,{proof}\n", encoding="utf-8")
            for kind in ("result", "collect", "return"):
                adapters(settings)["logistics.book-parcel.v1"]({**intent, "originals": kind})
                asked.append(json.loads(party.calls[-1].body).get("proof") == "code")
                assert CODE not in party.calls[-1].body
    assert asked == [True, False, True, False, False, False]

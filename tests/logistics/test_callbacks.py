"""What a carrier's call really says: only what it signed, of this parcel, in the agreed form, is believed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from services.chassis import codec
from services.chassis.contracts import Contracts
from services.chassis.sealed import new_key_pair, seal
from services.chassis.signatures import sign
from services.chassis.testing.party import Call, listening
from services.chassis.testing.scenario import Outcome
from services.logistics.effects import adapters, facts
from services.logistics.messages import Command, Fault, Notice, RecordBooking, RecordCarrierNotice, ShipResult
from services.logistics.service import DEFINITION
from services.logistics.settings import Settings
from services.logistics.words import COURIER_INCIDENTS, EMS_INCIDENTS, FAULTS, UNNAMED
from tests.local.standin_process import running
from tests.logistics.post import CASE, NOTHING, NOTIFY_URL, PARCEL, PROVINCE, SHIP, TRACKING

SECRET = "the-secret-of-the-tests-carrier"
SENDER = "standin-carrier"
SETTINGS = Settings("http://carrier", SECRET, "https://portal.example/", Path("key.pem"))
SAID = {"tracking_number": TRACKING, "sequence": 3, "status": "delivered", "at": "2026-11-24T12:00:00+08:00"}
GENUINE = Notice(SENDER, TRACKING, 3, "delivered", datetime(2026, 11, 24, 4, 0, tzinfo=UTC))
BACK = {**SAID, "status": "returned"}


def called(body: Any, **other: str) -> RecordCarrierNotice:
    """A call with a genuine signature, as the portal passes it on, unless told otherwise."""
    text = body if isinstance(body, str) else json.dumps(body)
    call = RecordCarrierNotice(PARCEL, CASE, PROVINCE, SENDER, text, sign(SECRET, text))
    return replace(call, **other)  # type: ignore[arg-type]


def completed(command: Command, settings: Settings = SETTINGS) -> Any:
    """The command as the decider sees it."""
    (one,) = facts(settings, None)[type(command)]([command])
    return one


def test_a_genuine_call_is_believed() -> None:
    """Times become UTC; the carrier's name is the one whose secret signed."""
    done = completed(called(SAID))
    assert (done.notice, done.fault) == (GENUINE, None)


@pytest.mark.parametrize(
    ("said", "incident", "at_fault"),
    [
        ({**BACK, "incident": "addressee-unknown"}, "addressee-unknown", "consignee"),
        ({**BACK, "incident": "delivery-refused"}, "delivery-refused", "consignee"),
        ({**BACK, "incident": "address-insufficient"}, "address-insufficient", "sender"),
        ({**BACK, "incident": "customs-held"}, "customs-held", "customs"),
        ({**BACK, "status": "troubled", "incident": "parcel-damaged"}, "parcel-damaged", "carrier"),
        ({**BACK, "status": "troubled", "incident": "weather-delay"}, "weather-delay", "weather"),
        ({**BACK, "incident": "delivered-without-proof"}, "parcel-undeliverable", "other"),
        ({**BACK, "incident": "eaten-by-goats"}, "parcel-undeliverable", "other"),
        ({**BACK, "incident": ["addressee-unknown"]}, "parcel-undeliverable", "other"),
        (BACK, "parcel-undeliverable", "other"),
        ({**SAID, "incident": "addressee-unknown"}, "", ""),
    ],
)
def test_an_incident_is_one_that_citizens_can_look_up(said: dict[str, Any], incident: str, at_fault: str) -> None:
    """By whose fault it is stands in a table; a carrier's own word becomes the general one; what arrived had none."""
    notice = completed(called(said)).notice
    assert (notice.incident, notice.at_fault) == (incident, at_fault)


def test_every_incident_has_a_reason_and_a_fault() -> None:
    """So that the citizen can look it up, and the authority knows whom to hold to account."""
    assert set(FAULTS) <= set(Contracts.load().reasons())
    assert {*COURIER_INCIDENTS.values(), *EMS_INCIDENTS.values(), UNNAMED} <= set(FAULTS)
    assert set(FAULTS.values()) == set(get_args(Fault))


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (called(SAID, signature="00"), "signature-invalid"),
        (called(SAID, signature=""), "signature-invalid"),
        (called(SAID, signature="é"), "signature-invalid"),
        (called(SAID, signature=sign("another-secret-altogether", json.dumps(SAID))), "signature-invalid"),
        (replace(called(SAID), body=json.dumps({**SAID, "sequence": 4})), "signature-invalid"),
        (called(SAID, carrier="somebody-else"), "sender-unknown"),
        (called(SAID, case=CASE[:-1] + "X"), "parcel-unknown"),
        (called(SAID, province="110000"), "parcel-unknown"),
    ],
)
def test_a_call_that_is_not_genuine_is_not_believed(call: RecordCarrierNotice, fault: str) -> None:
    """Forged, altered, sent under another name, or about another case."""
    done = completed(call)
    assert (done.notice, done.fault) == (None, fault)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "delivered",
        "[]",
        "[" * 5000,
        json.dumps({name: value for name, value in SAID.items() if name != "tracking_number"}),
        *[
            json.dumps({**SAID, **wrong})
            for wrong in (
                {"status": "received"},
                {"status": ["delivered"]},
                {"sequence": "3"},
                {"sequence": 3.0},
                {"sequence": True},
                {"sequence": -1},
                {"sequence": 2**53},
                {"tracking_number": ""},
                {"tracking_number": "X" * 65},
                {"tracking_number": "X\u0000"},
                {"tracking_number": "\ud800"},
                {"at": "2026-11-24T12:00:00"},
                {"at": "yesterday"},
                {"at": None},
                {"at": "0001-01-01T00:00:00+08:00"},
            )
        ],
    ],
)
def test_a_genuine_call_in_another_form_is_not_guessed_at(body: str) -> None:
    """Signed garbage is garbage: on record, and no harm done to the batch it came in."""
    done = completed(called(body))
    assert (done.notice, done.fault) == (None, "callback-malformed")


def test_nobody_can_put_words_into_the_carriers_mouth() -> None:
    """What a sender fills in itself is overwritten, whatever the outcome."""
    assert completed(replace(called(SAID, signature="00"), notice=GENUINE)).notice is None
    assert completed(replace(called(SAID), fault="signature-invalid")).fault is None


def test_a_shipment_learns_where_the_carrier_shall_call() -> None:
    """At the portal, under the parcel's own number; a sender cannot have it sent elsewhere."""
    other = replace(SHIP, subject=PARCEL[:-1] + "2")
    first, second = facts(SETTINGS, None)[ShipResult]([replace(SHIP, notify_url="https://thief.example"), other])
    assert first.notify_url == NOTIFY_URL
    assert second.notify_url == NOTIFY_URL.replace(PARCEL, other.subject)


def test_a_call_does_not_show_its_body_or_signature() -> None:
    """Neither is for the log."""
    call = called(SAID)
    assert call.signature not in repr(call)
    assert TRACKING not in repr(call)


@pytest.fixture(scope="module")
def carrier() -> Iterator[str]:
    """The stand-in carrier, running."""
    with running("carrier", CALLBACK_SECRET=SECRET, PACE_SECONDS=0) as carrier:
        yield str(carrier.http.base_url)


@pytest.mark.parametrize(
    ("attempt", "address", "end"),
    [(1, "云南省大理市太和街一号", "logistics.parcel-delivered.v1"), (2, "查无此人", "logistics.parcel-returned.v1")],
)
def test_a_parcel_goes_with_the_stand_in_carrier(
    carrier: str, tmp_path: Path, attempt: int, address: str, end: str
) -> None:
    """Booked, called back three times, arrived or come back: every message is a real one."""
    private, public = new_key_pair()
    key = tmp_path / "logistics.private.pem"
    key.write_text(private)
    with listening() as portal:
        settings = Settings(carrier, SECRET, portal.url, key)
        parcel, sealed = f"{PARCEL[:-1]}{attempt}", seal(public, {"address": address})
        ship = completed(replace(SHIP, subject=parcel, address_sealed=sealed), settings)
        booking = _perform(settings, NOTHING.when(ship))
        calls = portal.hears(3)
        assert {call.path for call in calls} == {ship.notify_url.removeprefix(portal.url)}
        notices = [completed(_passed_on(call, parcel), settings) for call in calls]
        NOTHING.when(ship, booking, *notices).then_publishes(end)
        NOTHING.when(ship, *notices, booking).then_publishes(
            "logistics.parcel-booked.v1", "logistics.parcel-handed-over.v1", end
        )


def _passed_on(call: Call, parcel: str) -> RecordCarrierNotice:
    """What the portal makes of a call."""
    return called(call.body, subject=parcel, carrier=call.headers["x-sender"], signature=call.headers["x-signature"])


def _perform(settings: Settings, outcome: Outcome) -> RecordBooking:
    """Carry out what is owed, and read the answer as the chassis would."""
    (owed,) = DEFINITION.next_commands(outcome.state)
    answer = adapters(settings)[owed.type]({**owed.data, "message": f"key of {owed.subject}"})
    return codec.convert({"subject": owed.subject, **answer.data}, RecordBooking)

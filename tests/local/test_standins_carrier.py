"""The stand-in carrier moves parcels and says so, in order, until it is heard."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.chassis.signatures import verified
from tests.local.standin_process import SECRET, Ear, StandIn, running, until

HOME = "云南省大理市太和街一号 段誉收"


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Logistics, as far as the carrier can tell."""
    with Ear().listening() as ear:
        yield ear


@pytest.fixture(scope="module")
def carrier() -> Iterator[StandIn]:
    """A carrier in a hurry."""
    with running("carrier", PACE_SECONDS=0.02) as carrier:
        yield carrier


def wanted(ear: Ear, parcel: str, address: object = HOME) -> dict[str, object]:
    """A request to carry a parcel."""
    return {"parcel": parcel, "address": address, "notify_url": ear.url(f"/{parcel}")}


def notices(ear: Ear, parcel: str) -> list[dict[str, Any]]:
    """What the ear heard of a parcel."""
    return [json.loads(body) for path, _, body in list(ear.heard) if path == f"/{parcel}"]


def test_a_parcel_is_collected_travels_and_is_delivered(carrier: StandIn, ear: Ear) -> None:
    """Three notices, numbered, in order, each signed over its raw body."""
    answer = carrier.post("/parcels", wanted(ear, "parcel-1"), "key-1").json()
    assert answer["carrier"] == "standin-carrier"
    until(lambda: len(ear.heard) == 3)
    steps = [(notice["sequence"], notice["status"]) for notice in notices(ear, "parcel-1")]
    assert steps == [(1, "collected"), (2, "in_transit"), (3, "delivered")]
    for _, headers, body in ear.heard:
        assert headers["X-Sender"] == "standin-carrier"
        assert verified(SECRET, body, headers["X-Signature"])
        assert json.loads(body)["tracking_number"] == answer["tracking_number"]
        assert "incident" not in json.loads(body)


@pytest.mark.parametrize("address", ["大理 查无此人", {"line": "大理", "name": "查无此人"}])
def test_a_parcel_to_nobody_comes_back(carrier: StandIn, ear: Ear, address: object) -> None:
    """The last notice is the return, with its incident, whether the address is a text or an object."""
    parcel = f"parcel-back-{type(address).__name__}"
    carrier.post("/parcels", wanted(ear, parcel, address), parcel)
    until(lambda: len(ear.heard) == 3)
    last = notices(ear, parcel)[-1]
    assert (last["status"], last["incident"]) == ("returned", "addressee-unknown")


def test_booking_twice_with_one_key_is_one_parcel(carrier: StandIn, ear: Ear) -> None:
    """The same answer again, and no notice twice."""
    first = carrier.post("/parcels", wanted(ear, "parcel-2"), "key-2")
    again = carrier.post("/parcels", wanted(ear, "parcel-2"), "key-2")
    assert first.json() == again.json()
    tracking = first.json()["tracking_number"]
    until(lambda: carrier.get(f"/parcels/{tracking}")["heard"] == [True, True, True])
    assert len(notices(ear, "parcel-2")) == 3
    assert [one["parcel"] for one in carrier.get("/parcels")["parcels"]].count("parcel-2") == 1


def test_a_key_belongs_to_one_request_and_a_parcel_to_one_key(carrier: StandIn, ear: Ear) -> None:
    """Another parcel under the same key is 422; the same parcel under another key is 409."""
    assert carrier.post("/parcels", wanted(ear, "parcel-3"), "key-3").status_code == 200
    reused = carrier.post("/parcels", wanted(ear, "parcel-4"), "key-3")
    assert (reused.status_code, reused.json()["reason"]) == (422, "key-reused")
    twice = carrier.post("/parcels", wanted(ear, "parcel-3"), "key-4")
    assert (twice.status_code, twice.json()["reason"]) == (409, "parcel-exists")
    nameless = carrier.post("/parcels", wanted(ear, "parcel-5"))
    assert (nameless.status_code, nameless.json()["reason"]) == (400, "no-idempotency-key")


def test_a_notice_is_repeated_until_it_is_heard_and_the_next_one_waits(carrier: StandIn, ear: Ear) -> None:
    """Four refusals of the first notice: the same body five times, then the second and third."""
    ear.answers = [503, 500, 404, 302]
    carrier.post("/parcels", wanted(ear, "parcel-6"), "key-6")
    until(lambda: len(ear.heard) == 7)
    assert [notice["sequence"] for notice in notices(ear, "parcel-6")] == [1, 1, 1, 1, 1, 2, 3]
    assert len({body for _, _, body in ear.heard}) == 3


def test_a_parcel_shows_where_it_is_but_not_to_whom(carrier: StandIn, ear: Ear) -> None:
    """Inquiries show the way and never the address."""
    tracking = carrier.post("/parcels", wanted(ear, "parcel-7"), "key-7").json()["tracking_number"]
    until(lambda: carrier.get(f"/parcels/{tracking}")["status"] == "delivered")
    assert "段誉" not in carrier.http.get("/parcels").text
    assert carrier.http.get("/parcels/none").status_code == 404


@pytest.mark.parametrize("change", [{"notify_url": "ftp://x"}, {"parcel": 7}, {"address": None}])
def test_a_malformed_request_books_nothing(carrier: StandIn, ear: Ear, change: dict[str, object]) -> None:
    """400, and no parcel."""
    before = len(carrier.get("/parcels")["parcels"])
    refused = carrier.post("/parcels", {**wanted(ear, "parcel-8"), **change}, "key-8")
    assert (refused.status_code, refused.json()["reason"]) == (400, "malformed")
    assert len(carrier.get("/parcels")["parcels"]) == before


def test_a_killed_carrier_carries_on_where_it_was(tmp_path: Path) -> None:
    """After a kill with the ear away, the restart tells the rest, and every notice is heard in order."""
    ear = Ear()
    with running("carrier", PACE_SECONDS=0.02, JOURNAL=tmp_path / "carrier.jsonl") as carrier:
        tracking = carrier.post("/parcels", wanted(ear, "parcel-9"), "key-9").json()["tracking_number"]
        until(lambda: carrier.get(f"/parcels/{tracking}")["status"] == "collected")
        carrier.kill()
        with ear.listening():
            carrier.start()
            until(lambda: carrier.get(f"/parcels/{tracking}")["heard"] == [True, True, True])
            assert carrier.post("/parcels", wanted(ear, "parcel-9"), "key-9").json()["tracking_number"] == tracking
    assert [notice["sequence"] for notice in notices(ear, "parcel-9")] == [1, 2, 3]
    assert "段誉" not in (tmp_path / "carrier.jsonl").read_text()


def test_the_usual_pace_fits_into_a_short_trial(ear: Ear) -> None:
    """Without a pace setting a delivery takes three halves of a second, and what a busy machine adds."""
    with running("carrier") as carrier:
        tracking = carrier.post("/parcels", wanted(ear, "parcel-10"), "key-10").json()["tracking_number"]
        until(lambda: len(ear.heard) == 3)
        shown = carrier.get(f"/parcels/{tracking}")
        booked, delivered = (datetime.fromisoformat(at) for at in (shown["booked_at"], shown["notices"][-1]["at"]))
        assert 1.4 < (delivered - booked).total_seconds() < 5

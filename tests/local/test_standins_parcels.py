"""One parcel is booked badly, or told of badly, as its address says; its neighbours are not."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.job.incidents import ADDRESSED, BY_CARRIER, CARRIED
from deploy.local.standins.carrier_book import ParcelWanted
from services.chassis.vocabulary import OutsideUnavailable
from services.logistics.carriers import Office, Wanted
from services.logistics.ems import Ems
from services.logistics.settings import Settings
from tests.local.standin_process import SECRET, Ear, StandIn, running, until


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Whoever is called."""
    with Ear().listening() as found:
        yield found


def booking(carrier: StandIn, ear: Ear, words: str, parcel: str = "parcel-1") -> httpx.Response:
    """Try to book a parcel to an address with these words in it."""
    wanted = {"parcel": parcel, "address": {"name": "段誉", "address": f"大理{words}"}, "notify_url": ear.url()}
    return carrier.post("/parcels", wanted, f"key-{parcel}")


def steps(ear: Ear) -> list[tuple[int, str]]:
    """What was heard, in turn."""
    notices: list[dict[str, Any]] = [json.loads(body) for _, _, body in list(ear.heard)]
    return [(notice["sequence"], notice["status"]) for notice in notices]


COLLECTED, IN_TRANSIT = (1, "collected"), (2, "in_transit")
WAYS = {
    "迟报": [(3, "delivered"), IN_TRANSIT, COLLECTED],
    "查无此人迟报": [(3, "returned"), IN_TRANSIT, COLLECTED],
    "重报": [COLLECTED] * 3 + [IN_TRANSIT] * 3 + [(3, "delivered")] * 3,
    "不报": [],
    "改报": [COLLECTED, IN_TRANSIT, (3, "delivered"), (4, "returned")],
    "查无此人改报": [COLLECTED, IN_TRANSIT, (3, "returned"), (4, "delivered")],
}


@pytest.mark.parametrize("words", WAYS)
def test_a_parcel_is_told_of_as_its_address_says(ear: Ear, words: str) -> None:
    """Whatever the switch says; its neighbour is told of once and in order."""
    with running("carrier", PACE_SECONDS=0.02) as carrier, Ear().listening() as neighbour:
        carrier.post("/switches", {"mode": "forged", "seconds": 60})
        number = booking(carrier, ear, words).json()["tracking_number"]
        carrier.post("/switches", {"mode": "well"})
        booking(carrier, neighbour, "", "parcel-2")
        until(lambda: carrier.get(f"/parcels/{number}")["ended"])
        until(lambda: len(neighbour.heard) == 3)
        assert steps(ear) == WAYS[words]
        assert steps(neighbour) == [COLLECTED, IN_TRANSIT, (3, "delivered")]


def test_a_parcel_that_is_delivered_after_all_waits_for_the_code_too(ear: Ear) -> None:
    """It comes back, the carrier says; then the courier is at the door, and the recipient tells the code late."""
    with running("carrier", PACE_SECONDS=0.02) as carrier:
        wanted = {"parcel": "parcel-1", "address": "大理查无此人改报", "notify_url": ear.url(), "proof": "code"}
        number = carrier.post("/parcels", wanted, "key-1").json()["tracking_number"]
        until(lambda: len(ear.heard) == 3)
        time.sleep(0.2)
        assert not carrier.get(f"/parcels/{number}")["ended"]
        assert carrier.post(f"/door/{number}", {"code": "824657"}).status_code == 200
        until(lambda: len(ear.heard) == 4)
    assert steps(ear) == WAYS["查无此人改报"]
    assert json.loads(ear.heard[-1][2])["code"] == "824657"


@pytest.mark.parametrize(("words", "reached"), [("迟报", 3), ("改报", 1)])
def test_a_killed_carrier_still_tells_late_and_takes_back(tmp_path: Path, words: str, reached: int) -> None:
    """What is owed of a parcel is in the journal, and so is how it is to be told."""
    ear = Ear()
    with running("carrier", PACE_SECONDS=0.05, JOURNAL=tmp_path / "carrier.jsonl") as carrier:
        number = booking(carrier, ear, words).json()["tracking_number"]
        until(lambda: len(carrier.get(f"/parcels/{number}")["notices"]) == reached)
        carrier.kill()
        with ear.listening():
            carrier.start()
            until(lambda: carrier.get(f"/parcels/{number}")["ended"])
    assert steps(ear) == WAYS[words]


@pytest.mark.parametrize(("words", "answered"), [("停接单", "failing"), ("慢接单", "slow")])
def test_a_booking_is_answered_as_its_address_says(ear: Ear, words: str, answered: str) -> None:
    """Once; there is one parcel in the end, and audits can see which was answered so."""
    with running("carrier", PACE_SECONDS=0.02) as carrier:
        began = time.monotonic()
        first = booking(carrier, ear, words)
        assert (first.status_code, time.monotonic() - began >= 1) == (
            (503, False) if answered == "failing" else (200, True)
        )
        assert booking(carrier, ear, words).status_code == 200
        assert carrier.get("/answered") == {"answered": {"parcel-1": answered}}
        assert len(carrier.get("/parcels")["parcels"]) == 1


def test_ems_reads_the_same_words(ear: Ear) -> None:
    """It fails once, and then tells late."""
    with running("carrier", PACE_SECONDS=0.02) as carrier:
        url = f"{carrier.http.base_url}/ems"
        ems = Ems(Settings("", SECRET, "", Path("key.pem"), ems_url=url, ems_secret=SECRET))
        home = {"name": "段誉", "address": "云南省大理市太和街一号停接单迟报"}
        parcel = "parcel-530000-7K2M9QX4TB3ZP8WN5RJD-1"
        wanted = Wanted("intent-1", parcel, ear.url(), "result", (), home, Office())
        with pytest.raises(OutsideUnavailable):
            ems.book(wanted)
        assert ems.book(wanted)
        until(lambda: len(ear.heard) == 3)
        read = [ems.step(body.decode()) for _, _, body in ear.heard]
        assert [(step.sequence, step.status) for step in read] == WAYS["迟报"]


def test_the_main_jobs_words_mean_what_the_carrier_takes_them_for() -> None:
    """Each incident of a parcel, and nothing beside it."""
    for incident, words in ADDRESSED.items():
        wanted = ParcelWanted("parcel-1", f"云南省人民路1号{words}", "http://127.0.0.1:9/callbacks")
        assert (wanted.told(), wanted.answered()) == (CARRIED.get(incident), BY_CARRIER.get(incident))
        assert wanted.deliverable() is (incident.name not in {"RETURNED", "CARRIER_DELIVERS"})

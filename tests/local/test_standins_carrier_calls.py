"""The stand-in carrier tells of parcels as well, or as badly, as it was told to; and serves a second language."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.chassis.forms import read_form
from services.chassis.signatures import verified
from services.chassis.vocabulary import OutsideUnavailable
from services.logistics.carriers import Carrier, Office, Wanted
from services.logistics.courier import Courier
from services.logistics.ems import Ems, signed
from services.logistics.settings import Settings
from tests.local.standin_process import SECRET, Ear, StandIn, running, until

HOME = {"name": "段誉", "address": "云南省大理市太和街一号"}
NOBODY = {"name": "查无此人", "address": "云南省大理市太和街一号"}


@pytest.fixture
def carrier() -> Iterator[StandIn]:
    """A carrier in a hurry."""
    with running("carrier", PACE_SECONDS=0.02) as stand_in:
        yield stand_in


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Whoever is called."""
    with Ear().listening() as found:
        yield found


def switch(carrier: StandIn, mode: str, **further: float) -> None:
    """Tell it how to behave."""
    assert carrier.post("/switches", {"mode": mode, "seconds": 60, **further}).status_code == 200


def booked(carrier: StandIn, ear: Ear, parcel: str = "parcel-1") -> str:
    """The number of a parcel on its way."""
    wanted = {"parcel": parcel, "address": HOME, "notify_url": ear.url()}
    number: str = carrier.post("/parcels", wanted, f"key-{parcel}").json()["tracking_number"]
    return number


def steps(ear: Ear) -> list[tuple[int, str]]:
    """What was heard, in turn."""
    notices: list[dict[str, Any]] = [json.loads(body) for _, _, body in list(ear.heard)]
    return [(notice["sequence"], notice["status"]) for notice in notices]


def test_one_that_repeats_itself_says_each_step_three_times(carrier: StandIn, ear: Ear) -> None:
    """The same bytes, the same notice."""
    switch(carrier, "duplicate")
    booked(carrier, ear)
    until(lambda: len(ear.heard) == 9)
    assert len({body for _, _, body in ear.heard}) == 3


def test_a_late_one_tells_old_steps_after_the_newest(carrier: StandIn, ear: Ear) -> None:
    """The end comes first."""
    switch(carrier, "late", delay_seconds=0.05)
    booked(carrier, ear)
    until(lambda: len(ear.heard) == 3)
    assert steps(ear) == [(3, "delivered"), (2, "in_transit"), (1, "collected")]


def test_a_silent_one_carries_and_says_nothing(carrier: StandIn, ear: Ear) -> None:
    """Who asks for the parcel finds it delivered."""
    switch(carrier, "silent")
    number = booked(carrier, ear)
    until(lambda: carrier.get(f"/parcels/{number}")["heard"] == [False, False, False])
    assert carrier.get(f"/parcels/{number}")["status"] == "delivered"
    assert ear.heard == []


def test_a_contradictory_one_takes_its_last_word_back(carrier: StandIn, ear: Ear) -> None:
    """Delivered, and one step later returned."""
    switch(carrier, "contradictory")
    booked(carrier, ear)
    until(lambda: len(ear.heard) == 4)
    assert steps(ear)[2:] == [(3, "delivered"), (4, "returned")]


def test_a_forger_signs_with_another_secret(carrier: StandIn, ear: Ear) -> None:
    """Otherwise it is the same call."""
    switch(carrier, "forged")
    booked(carrier, ear)
    until(lambda: len(ear.heard) == 3)
    assert not any(verified(SECRET, body, headers["X-Signature"]) for _, headers, body in ear.heard)


def test_a_slow_one_books_all_the_same_and_a_failing_one_does_not(carrier: StandIn, ear: Ear) -> None:
    """Whoever waits less than it takes asks again, and finds the one parcel."""
    switch(carrier, "failing")
    wanted = {"parcel": "parcel-1", "address": HOME, "notify_url": ear.url()}
    assert carrier.post("/parcels", wanted, "key-1").status_code == 503
    assert carrier.get("/parcels")["parcels"] == []
    switch(carrier, "slow", delay_seconds=0.3)
    began = time.monotonic()
    assert carrier.post("/parcels", wanted, "key-1").status_code == 200
    assert time.monotonic() - began >= 0.3
    assert len(carrier.get("/parcels")["parcels"]) == 1


def test_a_delivery_brings_the_code_that_the_recipient_told(ear: Ear) -> None:
    """Only the delivery, and only if one was told."""
    with running("carrier", PACE_SECONDS=0.2) as carrier:
        number = booked(carrier, ear)
        assert carrier.post(f"/door/{number}", {"code": "824657"}).status_code == 200
        until(lambda: len(ear.heard) == 3)
    assert [json.loads(body).get("code") for _, _, body in ear.heard] == [None, None, "824657"]


def at_the_door(carrier: StandIn, ear: Ear) -> str:
    """The number of a parcel that the courier is to hand over for a code."""
    wanted = {"parcel": "parcel-1", "address": HOME, "notify_url": ear.url(), "proof": "code"}
    number: str = carrier.post("/parcels", wanted, "key-1").json()["tracking_number"]
    return number


def codes(ear: Ear) -> list[str | None]:
    """What each call brought as a code."""
    return [json.loads(body).get("code") for _, _, body in list(ear.heard)]


def test_the_courier_waits_at_the_door_for_the_code(carrier: StandIn, ear: Ear) -> None:
    """Whatever the switch says of the services' questions; any code will do, for the courier knows none."""
    number = at_the_door(carrier, ear)
    until(lambda: len(ear.heard) == 2)
    time.sleep(0.2)
    assert carrier.get(f"/parcels/{number}")["status"] == "in_transit"
    switch(carrier, "failing")
    assert carrier.post(f"/door/{number}", {"code": "824657"}).status_code == 200
    until(lambda: len(ear.heard) == 3)
    assert codes(ear) == [None, None, "824657"]


def test_a_delivery_that_was_told_without_the_code_is_told_again_with_it(ear: Ear) -> None:
    """Nobody told it in time: it was left there all the same. The same code again tells nothing new."""
    with running("carrier", PACE_SECONDS=0.02, DOOR_SECONDS=0.05) as carrier:
        number = at_the_door(carrier, ear)
        until(lambda: len(ear.heard) == 3)
        for _ in range(2):
            assert carrier.post(f"/door/{number}", {"code": "824657"}).status_code == 200
        until(lambda: len(ear.heard) == 4)
        time.sleep(0.2)
    assert steps(ear)[2:] == [(3, "delivered"), (3, "delivered")]
    assert codes(ear)[2:] == [None, "824657"]


def test_a_courier_that_ended_at_the_door_comes_back(ear: Ear, tmp_path: Path) -> None:
    """After a restart it waits again; a code that was told before is not asked for twice."""
    with running("carrier", PACE_SECONDS=0.02, JOURNAL=tmp_path / "carrier.jsonl") as carrier:
        number = at_the_door(carrier, ear)
        until(lambda: len(ear.heard) == 2)
        carrier.kill()
        carrier.start()
        assert carrier.post(f"/door/{number}", {"code": "824657"}).status_code == 200
        until(lambda: len(ear.heard) == 3)
    assert codes(ear)[-1] == "824657"


def wanted(ear: Ear, to: dict[str, str], parcel: str = "parcel-530000-7K2M9QX4TB3ZP8WN5RJD-1") -> Wanted:
    """A parcel to this address."""
    return Wanted("intent-1", parcel, ear.url(), "result", (), to, Office())


@pytest.mark.parametrize(("to", "end"), [(HOME, "delivered"), (NOBODY, "returned")])
def test_ems_is_served_by_the_same_program(carrier: StandIn, ear: Ear, to: dict[str, str], end: str) -> None:
    """Its adapter books, and reads every call; the same order is the same parcel."""
    settings = Settings("", SECRET, "", Path("key.pem"), ems_url=f"{carrier.http.base_url}/ems", ems_secret=SECRET)
    ems = Ems(settings)
    number = ems.book(wanted(ear, to))
    assert number == ems.book(wanted(ear, to))
    until(lambda: len(ear.heard) == 3)
    calls = [(headers, body.decode()) for _, headers, body in ear.heard]
    assert [ems.disbelief(body, headers["X-Signature"]) for headers, body in calls] == [None] * 3
    assert {headers["X-Sender"] for headers, _ in calls} == {"standin-ems"}
    read = [ems.step(body) for _, body in calls]
    assert [(step.tracking_number, step.status) for step in read] == [
        (number, status) for status in ("collected", "in_transit", end)
    ]
    assert read[-1].incident == ("addressee-unknown" if end == "returned" else "parcel-undeliverable")


def test_ems_takes_nothing_that_is_not_signed(carrier: StandIn) -> None:
    """It says no, in its own form, and books nothing."""
    for form in (signed({"EMS_ORD_NO": "1"}, "another-secret-altogether"), signed({"EMS_ORD_NO": "1"}, SECRET), "{}"):
        answer = carrier.http.post("/ems/orders", content=form)
        assert read_form(answer.text)["Rtn_Code"] != "0"
    assert carrier.get("/parcels")["parcels"] == []


@pytest.mark.parametrize("mode", ["failing", "garbled", "cut"])
def test_an_adapter_asks_a_misbehaving_one_again_later(carrier: StandIn, ear: Ear, mode: str) -> None:
    """Both adapters; once it is well the same question finds the same parcel."""
    url = str(carrier.http.base_url)
    settings = Settings(url, SECRET, "", Path("key.pem"), ems_url=f"{url}/ems", ems_secret=SECRET)
    adapters: list[Carrier] = [Courier(settings), Ems(settings)]
    for number, adapter in enumerate(adapters, start=1):
        asked = wanted(ear, HOME, f"parcel-530000-7K2M9QX4TB3ZP8WN5RJD-{number}")
        switch(carrier, mode)
        with pytest.raises(OutsideUnavailable):
            adapter.book(asked)
        switch(carrier, "well")
        assert adapter.book(asked)
        assert len(carrier.get("/parcels")["parcels"]) == number

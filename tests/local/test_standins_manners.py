"""One person, one order, one parcel is answered or told of badly, whatever the switch says; everybody else is not."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.job.incidents import ADDRESSED, BY_CARRIER, CARRIED
from deploy.local.standins.carrier_book import ParcelWanted
from deploy.local.standins.register import Person
from services.chassis.vocabulary import OutsideUnavailable
from services.logistics.carriers import Office, Wanted
from services.logistics.ems import Ems
from services.logistics.settings import Settings as LogisticsSettings
from services.payments.fiscal import Fiscal
from services.payments.settings import Settings
from tests.local.standin_process import SECRET, Ear, StandIn, running, until

DUAN_YU = {"number": "53290119900307001X", "name": "段誉"}
COMPANY = {"uscc": "914403001922038216", "name": "深圳市某某公司"}
CARD = {**DUAN_YU, "card": "6222021234567890", "phone": "13800138000"}
YES = {"found": True, "match": True}


@pytest.fixture(scope="module")
def register() -> Iterator[StandIn]:
    """A register; each test takes people in anew."""
    with running("register") as register:
        yield register


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Whoever is called."""
    with Ear().listening() as found:
        yield found


def somebody(register: StandIn, number: str, **answered: str) -> dict[str, str]:
    """Take a person in; returns what to ask about."""
    person = {"number": number, "name": "段誉"}
    assert register.post("/population", {"people": [{**person, **answered}]}).status_code == 200
    return person


def digest(person: dict[str, str]) -> str:
    """By which the register says of whom it speaks."""
    return Person(person["number"], person["name"]).digests()[0]


def test_a_person_is_answered_slowly_once(register: StandIn) -> None:
    """A second late, and true; the next question is answered at once."""
    person = somebody(register, "530000000000000001", answered="slow")
    began = time.monotonic()
    assert register.post("/compare", person).json() == YES
    slow = time.monotonic() - began
    assert slow >= 1
    assert register.post("/compare", person).json() == YES
    assert time.monotonic() - began - slow < 0.9
    assert register.get("/answered")["answered"][digest(person)] == "slow"


def test_a_person_is_failed_once_and_another_is_not(register: StandIn) -> None:
    """503, and well again with the very same question."""
    person, other = (
        somebody(register, "530000000000000002", answered="failing"),
        somebody(register, "530000000000000003"),
    )
    assert register.post("/compare", other, "key-1").json() == YES
    assert register.post("/compare", person, "key-2").status_code == 503
    assert register.post("/compare", person, "key-2").json() == YES
    assert digest(other) not in register.get("/answered")["answered"]


@pytest.mark.parametrize(("answered", "fault"), [("garbled", ValueError), ("cut", httpx.TransportError)])
def test_a_persons_answer_is_spoilt_once(register: StandIn, answered: str, fault: type[Exception]) -> None:
    """No JSON, or nothing at all."""
    person = somebody(register, f"53000000000000{answered[0]}004", answered=answered)
    with pytest.raises(fault):
        register.post("/compare", person).json()
    assert register.post("/compare", person).json() == YES


def test_who_is_denied_is_denied_by_that_question_only(register: StandIn) -> None:
    """The same question hears no again, however often; another one hears yes, and then the first still no."""
    person = somebody(register, "530000000000000005", answered="contradictory")
    no = {"found": True, "match": False}
    assert [register.post("/compare", person, "key-1").json() for _ in range(2)] == [no, no]
    assert register.post("/compare", person, "key-2").json() == YES
    assert register.post("/compare", person, "key-1").json() == no


def test_organisations_and_cards_are_answered_badly_too() -> None:
    """The same mechanism, by credit code and by card."""
    with running("register") as register:
        register.post("/organisations", {"organisations": [{**COMPANY, "answered": "failing"}]})
        register.post("/cards", {"cards": [{**CARD, "answered": "failing"}]})
        for path, question, yes in (("/compare-organisation", COMPANY, YES), ("/bank/verify", CARD, {"match": True})):
            assert register.post(path, question).status_code == 503
            assert register.post(path, question).json() == yes


def test_a_restart_forgets_neither_whom_it_is_to_fail_nor_whom_it_has_failed(tmp_path: Path) -> None:
    """The journal holds both, by digest; who is taken in once more is not failed once more."""
    journal = tmp_path / "register.jsonl"
    with running("register", JOURNAL=journal) as register:
        person = somebody(register, DUAN_YU["number"], answered="contradictory")
        register.kill()
        register.start()
        assert register.post("/compare", person, "key-1").json()["match"] is False
        register.kill()
        register.start()
        somebody(register, DUAN_YU["number"], answered="contradictory")
        assert register.post("/compare", person, "key-1").json()["match"] is False
        assert register.post("/compare", person, "key-2").json() == YES
    assert DUAN_YU["number"] not in journal.read_text()


def test_a_manner_that_does_not_exist_is_refused(register: StandIn) -> None:
    """400, and nobody is taken in."""
    person = {"number": "530000000000000009", "name": "段誉"}
    assert register.post("/population", {"people": [{**person, "answered": "sulking"}]}).status_code == 400
    assert register.post("/compare", person).json()["found"] is False


def opening(channel: StandIn, order: str) -> httpx.Response:
    """Try to open an order."""
    wanted = {"order": order, "fen": 500, "description": "fee", "notify_url": "http://127.0.0.1:9/callbacks"}
    return channel.post("/orders", wanted, f"key-{order}")


def test_an_order_is_failed_or_slow_when_it_is_opened_for_the_first_time() -> None:
    """Then the same try opens it, once; other orders are opened as ever; and audits can see it."""
    with running("channel") as channel:
        for order, answered in (("payment-1", "failing"), ("payment-2", "slow")):
            assert channel.post("/answers", {"order": order, "answered": answered}).status_code == 200
        assert opening(channel, "payment-3").status_code == 200
        assert opening(channel, "payment-1").status_code == 503
        assert [row["order"] for row in channel.get("/statement")["orders"]] == ["payment-3"]
        assert opening(channel, "payment-1").status_code == 200
        began = time.monotonic()
        assert opening(channel, "payment-2").status_code == 200
        assert time.monotonic() - began >= 1
        assert channel.get("/answered") == {"answered": {"payment-1": "failing", "payment-2": "slow"}}
        assert channel.post("/answers", {"order": "payment-4", "answered": "contradictory"}).status_code == 400


def test_a_fiscal_order_is_failed_too() -> None:
    """By the number of its bill, in the other language."""
    with running("channel") as channel:
        channel.post("/answers", {"order": "payment-1", "answered": "failing"})
        url = str(channel.http.base_url)
        settings = Settings(url, SECRET, "http://127.0.0.1:9", fiscal_url=f"{url}/fiscal", fiscal_secret=SECRET)
        asked = {"order": "payment-1", "fen": 500, "description": "fee", "message": "m-1"}
        asked["notify_url"] = "http://127.0.0.1:9/callbacks"
        with pytest.raises(OutsideUnavailable):
            Fiscal(settings).open_order(asked)
        assert "pay_url" in Fiscal(settings).open_order(asked)


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
        ems = Ems(LogisticsSettings("", SECRET, "", Path("key.pem"), ems_url=url, ems_secret=SECRET))
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

"""One person or one order is answered badly, once, whatever the switch says; everybody else is not."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local.standins.register import Person
from services.chassis.vocabulary import OutsideUnavailable
from services.payments.fiscal import Fiscal
from services.payments.settings import Settings
from tests.local.standin_process import SECRET, StandIn, running

DUAN_YU = {"number": "53290119900307001X", "name": "段誉"}
COMPANY = {"uscc": "914403001922038216", "name": "深圳市某某公司"}
CARD = {**DUAN_YU, "card": "6222021234567890", "phone": "13800138000"}
YES = {"found": True, "match": True}


@pytest.fixture(scope="module")
def register() -> Iterator[StandIn]:
    """A register; each test takes people in anew."""
    with running("register") as register:
        yield register


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

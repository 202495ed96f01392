"""The carrier's adapter, against a real HTTP server: what it asks, what it makes of every answer, what it keeps."""

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.chassis import clock
from services.chassis.contracts import Contracts
from services.chassis.epochs import Term
from services.chassis.errors import SettingMissing
from services.chassis.sealed import new_key_pair, seal
from services.chassis.settings import read
from services.chassis.testing.party import Party, listening
from services.chassis.vocabulary import OutsideUnavailable
from services.logistics.effects import adapters
from services.logistics.settings import Settings
from tests.logistics.post import NOTIFY_URL, PARCEL, TRACKING

CONTRACTS = Contracts.load()
EFFECT = "logistics.book-parcel.v1"
DALI = "云南省大理市太和街一号"
DUAN_YU = {"name": "段誉", "phone": "13800138000", "address": DALI}


@dataclass(frozen=True, slots=True)
class Logistics:
    """The adapter, and the public key under which addresses are sealed for it."""

    settings: Settings
    public_pem: str

    def books(self, to: Mapping[str, Any]) -> Mapping[str, Any]:
        """Book a parcel to this address; the answer keeps to its contract."""
        return self.books_token(seal(self.public_pem, to))

    def books_token(self, token: str, at: datetime | None = None) -> Mapping[str, Any]:
        """The same with a token that somebody made, asked for at that moment."""
        intent = {"parcel": PARCEL, "address_sealed": token, "notify_url": NOTIFY_URL}
        intent["at"] = clock.stamp(at or clock.now())
        answer = adapters(self.settings)[EFFECT]({**intent, "message": "intent-1"})
        assert answer.type == "logistics.record-booking.v1"
        CONTRACTS.check_strict(answer.type, answer.data)
        return answer.data


@pytest.fixture
def carrier() -> Iterator[Party]:
    """A carrier that does what the test says."""
    with listening() as party:
        party.says({"tracking_number": TRACKING, "carrier": "whatever it calls itself"})
        yield party


@pytest.fixture
def logistics(carrier: Party, tmp_path: Path) -> Logistics:
    """An adapter that knows the carrier and waits a third of a second for it."""
    private, public = new_key_pair()
    key = tmp_path / "logistics.private.pem"
    key.write_text(private)
    secret = "a-secret-of-the-carrier"
    return Logistics(Settings(carrier.url + "/", secret, "https://portal", key, carrier_timeout=0.3), public)


def test_the_carrier_is_told_where_to_and_to_whom(carrier: Party, logistics: Logistics) -> None:
    """In clear, under the intent's key; the answer is the number to follow."""
    assert logistics.books(DUAN_YU) == {"carrier": "standin-carrier", "tracking_number": TRACKING}
    question = {"parcel": PARCEL, "address": DUAN_YU, "notify_url": NOTIFY_URL}
    assert carrier.asked() == [("/parcels", question, "intent-1")]


def test_the_carrier_is_told_nothing_else_that_was_sealed(carrier: Party, logistics: Logistics) -> None:
    """An identity number that somebody sealed along stays here."""
    logistics.books({**DUAN_YU, "number": "11010519491231002X", "phone": None})
    assert carrier.asked()[0][1]["address"] == {"name": "段誉", "address": DALI}


@pytest.mark.parametrize("incomplete", [{}, {"name": "段誉"}, {"address": ""}, {"address": " "}, {"address": 7}])
def test_an_address_that_is_none_is_refused_without_asking(
    carrier: Party, logistics: Logistics, incomplete: dict[str, Any]
) -> None:
    """The citizen enters it again."""
    assert logistics.books(incomplete) == {"refused": "address-unreadable"}
    assert not carrier.calls


def test_an_address_sealed_for_another_is_refused_without_asking(carrier: Party, logistics: Logistics) -> None:
    """What this service cannot open it does not guess."""
    assert logistics.books_token(seal(new_key_pair()[1], DUAN_YU)) == {"refused": "address-unreadable"}
    assert logistics.books_token("aa.bb.cc.dd.ee") == {"refused": "address-unreadable"}
    assert not carrier.calls


def test_an_address_whose_key_has_ended_is_refused_and_one_whose_key_may_come_waits(
    carrier: Party, logistics: Logistics, tmp_path: Path
) -> None:
    """With the reason that says what to do; nothing is asked of the carrier."""
    now = clock.now()
    private, public = new_key_pair()
    folder = tmp_path / "keys"
    folder.mkdir()
    (folder / f"{Term(now - timedelta(days=1), now + timedelta(days=1)).name}.pem").write_text(private)
    logistics = replace(logistics, settings=replace(logistics.settings, unsealing_key=folder))
    past, coming = (Term(now - timedelta(days=9), now + timedelta(days=days)).name for days in (-1, 9))

    assert logistics.books_token(seal(public, DUAN_YU, past), now) == {"refused": "address-key-retired"}
    with pytest.raises(OutsideUnavailable, match=r"LOGISTICS_UNSEALING_KEY: its key .* is not here: put it there"):
        logistics.books_token(seal(public, DUAN_YU, coming), now)
    long_ago = now - timedelta(minutes=2)
    assert logistics.books_token(seal(public, DUAN_YU, coming), long_ago) == {"refused": "address-key-retired"}
    assert not carrier.calls
    assert "tracking_number" in logistics.books_token(seal(public, DUAN_YU), now)
    assert "address-key-retired" in CONTRACTS.reasons()


@pytest.mark.parametrize("status", [400, 409, 410, 422])
def test_what_the_carrier_will_not_take_is_a_refusal(carrier: Party, logistics: Logistics, status: int) -> None:
    """Asking the same again would not help; both reasons are ones that citizens can look up."""
    carrier.says({"reason": "no"}, status)
    assert logistics.books(DUAN_YU) == {"refused": "carrier-refused"}
    assert {"carrier-refused", "address-unreadable"} <= set(CONTRACTS.reasons())


def test_a_carrier_in_trouble_is_asked_again_later(carrier: Party, logistics: Logistics) -> None:
    """It is the carrier's trouble, not the parcel's."""
    carrier.says({"tracking_number": TRACKING}, 503)
    with pytest.raises(OutsideUnavailable, match="the carrier answers 503"):
        logistics.books(DUAN_YU)


@pytest.mark.parametrize("number", ["", 7, None, "X" * 65, "X\u202e", "X\n"])
def test_a_number_that_nobody_could_follow_is_no_answer(carrier: Party, logistics: Logistics, number: object) -> None:
    """It is asked again later."""
    carrier.says({"tracking_number": number})
    with pytest.raises(OutsideUnavailable, match="tracking_number"):
        logistics.books(DUAN_YU)


def test_a_carrier_that_does_not_answer_in_time_is_asked_again_later(carrier: Party, logistics: Logistics) -> None:
    """The wait is bounded by the setting."""
    carrier.delay = 1.0
    began = time.monotonic()
    with pytest.raises(OutsideUnavailable):
        logistics.books(DUAN_YU)
    assert time.monotonic() - began < 0.9


@pytest.mark.parametrize("trouble", ["slow", "refuses", "fails", "babbles", "repeats the address"])
def test_no_log_and_no_error_carries_the_address(
    carrier: Party, logistics: Logistics, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    """Whatever goes wrong, at the most talkative level."""
    caplog.set_level(logging.DEBUG)
    carrier.delay = 1.0 if trouble == "slow" else 0.0
    status = {"refuses": 422, "fails": 500}.get(trouble, 200)
    carrier.says({"tracking_number": f"{DALI}\n", "address": DALI} if trouble.startswith("rep") else b"?", status)
    try:
        logistics.books(DUAN_YU)
    except OutsideUnavailable as error:
        logging.getLogger("test").exception("not booked: %s", error)  # noqa: TRY401 - exactly what must not show it
    assert "urllib3" in caplog.text
    for private in DUAN_YU.values():
        assert private not in caplog.text


def test_the_settings_are_read_from_the_environment_and_keep_their_secret(tmp_path: Path) -> None:
    """A log line that shows the settings does not show what signs the callbacks."""
    told = {"CARRIER_URL": "http://carrier", "CALLBACK_SECRET": "open-sesame", "NOTIFY_URL": "http://portal"}
    environment = {f"LOGISTICS_{name}": text for name, text in told.items()}
    with pytest.raises(SettingMissing, match="LOGISTICS_UNSEALING_KEY"):
        read(Settings, environment, "logistics")
    settings = read(Settings, {**environment, "LOGISTICS_UNSEALING_KEY": str(tmp_path / "key")}, "logistics")
    assert settings == Settings("http://carrier", "open-sesame", "http://portal", tmp_path / "key")
    assert "open-sesame" not in repr(settings)
    with pytest.raises(SettingMissing, match="LOGISTICS_UNSEALING_KEY"):
        adapters(settings)

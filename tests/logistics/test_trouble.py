"""Whatever a carrier does to its notices, and whichever carrier it is, the parcel comes to the end they tell."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.chassis import codec
from services.chassis.codes import code_of
from services.chassis.sealed import new_key_pair, seal
from services.chassis.testing.party import Call, Party, listening
from services.chassis.testing.scenario import Outcome
from services.logistics.effects import adapters, facts
from services.logistics.messages import RecordBooking, RecordCarrierNotice
from services.logistics.service import DEFINITION
from services.logistics.settings import Settings
from services.logistics.states import Booked, Delivered, OnTheWay, Returned, State
from tests.local.standin_process import StandIn, running, until
from tests.logistics.post import CASE, NOTHING, PARCEL, PROVINCE, SHIP

SECRET, KEY = "the-secret-of-the-tests-carrier", "a key of delivery codes"


@pytest.fixture(scope="module")
def carrier() -> Iterator[StandIn]:
    """The stand-in carrier, both of its counters."""
    with running("carrier", CALLBACK_SECRET=SECRET, PACE_SECONDS=0.05, DOOR_SECONDS=0.05) as carrier:
        yield carrier


@pytest.fixture(params=["standin-carrier", "standin-ems"])
def name(request: pytest.FixtureRequest) -> str:
    """Each of the two carriers."""
    found: str = request.param
    return found


@pytest.fixture
def portal() -> Iterator[Party]:
    """Where carriers call."""
    with listening() as portal:
        yield portal


@pytest.fixture
def settings(carrier: StandIn, portal: Party, name: str, tmp_path: Path) -> Settings:
    """Yunnan's parcels go with this carrier."""
    table, url = tmp_path / "provinces.csv", str(carrier.http.base_url)
    table.write_text(f"province,carrier,proof\n{PROVINCE},{name},code\n", encoding="utf-8")
    private, public = new_key_pair()
    (tmp_path / "key.pem").write_text(private)
    (tmp_path / "public.pem").write_text(public)
    settings = Settings(url, SECRET, portal.url, tmp_path / "key.pem", provinces=table)
    return replace(settings, ems_url=f"{url}/ems", ems_secret=SECRET)


def completed(settings: Settings, command: Any) -> Any:
    """The command as the decider sees it."""
    (one,) = facts(settings, None)[type(command)]([command])
    return one


class Journey:
    """One parcel of its own, booked for real."""

    _count = 0

    def __init__(self, settings: Settings) -> None:
        Journey._count += 1
        self._settings, self._parcel = settings, f"{PARCEL[:-1]}{Journey._count}"
        sealed = seal((settings.unsealing_key.parent / "public.pem").read_text(), {"address": "云南省大理市太和街一号"})
        ship = replace(SHIP, subject=self._parcel, address_sealed=sealed)
        self._told: list[Any] = [completed(settings, ship)]

    @property
    def code(self) -> str:
        """What its recipient tells the courier."""
        return code_of(KEY, self._parcel)

    def book(self) -> str:
        """Carry out what is owed; the tracking number."""
        (owed,) = DEFINITION.next_commands(NOTHING.when(*self._told).state)
        answer = adapters(self._settings)[owed.type]({**owed.data, "message": f"key of {owed.subject}"})
        booking = codec.convert({"subject": owed.subject, **answer.data}, RecordBooking)
        self._told.append(completed(self._settings, booking))
        number: str = answer.data["tracking_number"]
        return number

    def end(self, calls: Sequence[Call]) -> State:
        """Where the parcel is after these calls, told in turn, backwards, and before the booking."""
        notices = [completed(self._settings, self._passed_on(call)) for call in calls]
        ship, booking = self._told
        courses = ([ship, booking, *notices], [ship, booking, *notices[::-1]], [ship, *notices, booking])
        first, *others = (self._state(NOTHING.when(*course)) for course in courses)
        assert all(other == first for other in others)
        return first

    @staticmethod
    def _state(outcome: Outcome) -> State:
        state: State = outcome.state
        return state

    def _passed_on(self, call: Call) -> RecordCarrierNotice:
        who, signature = call.headers["x-sender"], call.headers["x-signature"]
        return RecordCarrierNotice(self._parcel, CASE, PROVINCE, who, call.body, signature)


@pytest.mark.parametrize(
    ("mode", "calls", "end"),
    [
        ("well", 3, Delivered),
        ("duplicate", 9, Delivered),
        ("late", 3, Delivered),
        ("contradictory", 4, Returned),
        ("forged", 3, Booked),
    ],
)
def test_a_parcel_comes_to_its_end_however_it_is_told(
    carrier: StandIn, settings: Settings, portal: Party, *, mode: str, calls: int, end: type[State]
) -> None:
    """Doubled, late or taken back; and what nobody signed leaves it where it was."""
    carrier.post("/switches", {"mode": mode, "seconds": 60, "delay_seconds": 0.05})
    journey = Journey(settings)
    journey.book()
    assert isinstance(journey.end(portal.hears(calls)), end)


@pytest.mark.parametrize(("told", "end"), [("right", Delivered), ("wrong", OnTheWay), ("none", OnTheWay)])
def test_received_is_what_the_code_proves(
    carrier: StandIn, settings: Settings, portal: Party, told: str, end: type[State]
) -> None:
    """With either carrier: the recipient's code, another, or none."""
    carrier.post("/switches", {"mode": "well", "seconds": 60})
    journey = Journey(replace(settings, proof_key=KEY))
    number = journey.book()
    if told != "none":
        code = journey.code if told == "right" else "not it"
        assert carrier.post(f"/door/{number}", {"code": code}).status_code == 200
    until(lambda: len(portal.calls) == 3)
    assert isinstance(journey.end(portal.calls), end)

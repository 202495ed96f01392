"""What is wrong on the bus is parked and said, holds up nobody, and is mended by hand."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from deploy.cli.parking import Parked
from deploy.cli.walking import opened
from deploy.local.probe import wait_until
from services.chassis.publisher import Publisher
from tests.journeys.bad_letters import BAD, good, posted
from tests.journeys.town import Town

WITHIN = 30.0
AFTERWARDS = 500
"""Numbers of the good letters that are sent after the bad ones."""

NUMBERS = {name: number for number, name in enumerate(BAD)}

Ids = Mapping[str, str]


@pytest.fixture(scope="module")
def post(town: Town) -> Iterator[Publisher]:
    """The town's bus."""
    publisher = Publisher(town.machine.amqp_uri)
    yield publisher
    publisher.close()


@pytest.fixture(scope="module")
def parked(town: Town, post: Publisher) -> Iterator[Ids]:
    """Every bad letter, by its id, each sent just before a good one; those that nobody mends are dropped at the end."""
    bodies = dict[str, str]()
    for name, bad in BAD.items():
        letter, after = bad.letter(NUMBERS[name]), good(AFTERWARDS + NUMBERS[name])
        assert post.publish([letter, posted(json.dumps(after).encode(), after)]) == []
        bodies[name] = Parked("catalogue", letter.body, {}, None).id
    assert wait_until(lambda: set(bodies.values()) <= listed(town, "catalogue").keys(), WITHIN)
    yield bodies
    town.tongban("parked", "drop", "--all", "--service", "catalogue")


def published(town: Town, number: int) -> bool:
    """Whether the catalogue has this invented item."""
    stream = good(number)["subject"]
    with opened(town.machine.mongodb_uri, "catalogue") as store:
        return stream in store.load([stream])


def listed(town: Town, service: str) -> dict[str, str]:
    """What `tongban parked list` says of a service's messages, by id."""
    lines = [line.split() for line in town.tongban("parked", "list").splitlines()]
    return {line[1]: " ".join(line) for line in lines if line[:1] == [service]}


def test_bad_letters_hold_up_no_good_one(town: Town, parked: Ids) -> None:
    """Each good letter came after a bad one, and all of them took effect; no bad one did."""
    assert len(parked) == len(BAD)
    for number in NUMBERS.values():
        assert published(town, AFTERWARDS + number)
        assert not published(town, number)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_letter_says_what_is_wrong_with_it(town: Town, parked: Ids, name: str) -> None:
    """Field, rule and remedy, to whoever looks at it."""
    bad = BAD[name]

    shown = town.tongban("parked", "show", parked[name])

    assert bad.reason in shown
    for words in bad.words:
        assert words in shown


def test_bad_letters_are_mended_and_replayed(town: Town, parked: Ids, tmp_path: Path) -> None:
    """Then they take effect, and nothing is parked any more."""
    for name, number in NUMBERS.items():
        mended = tmp_path / "mended.json"
        mended.write_text(json.dumps(good(number)))
        town.tongban("parked", "replay", "--id", parked[name], "--body", str(mended))

    assert wait_until(lambda: all(published(town, number) for number in NUMBERS.values()), WITHIN)
    assert listed(town, "catalogue") == {}


def test_a_letter_to_another_provinces_case_is_parked(town: Town, post: Publisher) -> None:
    """Under its own key a province cannot speak for another one."""
    case = "case-110000-7K2M9QX4TB3ZP8WN5RJD"
    stranger = {
        **good(900),
        "type": "cases.withdraw-application.v1",
        "subject": case,
        "province": "530000",
        "correlationid": case,
        "data": {"reason_text": "not ours"},
    }

    assert post.publish([posted(json.dumps(stranger).encode(), stranger)]) == []

    assert wait_until(lambda: stranger["id"] in listed(town, "cases"), WITHIN)
    assert "province: is not that of the subject" in town.tongban("parked", "show", stranger["id"])
    town.tongban("parked", "drop", "--id", stranger["id"])

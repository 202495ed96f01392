"""个人信息保护法 (personal data): what is known of a person is locked, shown to them, and erased on their wish."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from deploy.cli.walking import opened
from deploy.local.probe import wait_until
from deploy.local.sealing_keys import SealingKeys, keeping_key
from deploy.local.suite import SERVICES, url
from services.chassis.codec import encode
from services.chassis.sealed import Unreadable, pseudonym
from services.identity.safe import Safe
from services.identity.settings import Settings
from tests.journeys.citizens import People
from tests.journeys.ear import Ear
from tests.journeys.town import Town
from tests.journeys.window import PHYSICIAN, TEACHER, Window, applicant

pytestmark = pytest.mark.usefixtures("nations_levels")


def test_nothing_of_a_person_stands_in_clear_on_the_bus_or_in_a_store(window: Window, town: Town, ear: Ear) -> None:
    """个人信息保护法: name, number, telephone and card are in no event and in no commit of any service."""
    who = window.somebody()
    card = window.card_of(who)
    post = {"method": "post", "address": who.address}
    case = window.applies(PHYSICIAN, applicant=applicant(who, card=card), delivery=post)
    case.approved()
    case.comes_to("delivery", "closed")
    ear.hears(case.id, "logistics.parcel-booked")
    said = [message for message in ear.everything() if message.case == case.id]
    assert len(said) > 5
    private = (who.name, who.number, who.phone, card, who.address)
    for text in (*(encode(message.data).decode() for message in said), *commits_about(town, case.number)):
        assert not [one for one in private if one in text]


def commits_about(town: Town, number: str) -> Iterator[str]:
    """Every commit of every service that has to do with a case, and all of identity's."""
    found = 0
    for service in SERVICES:
        with opened(town.machine.mongodb_uri, service) as store:
            for stream in store.walk():
                texts = [json.dumps(commit, ensure_ascii=False, default=str) for commit in stream]
                about = texts if service == "identity" else [text for text in texts if number in text]
                found += len(about)
                yield from about
    assert found > 5


def test_after_an_erasure_nobody_can_open_what_is_kept_and_every_commit_stays(
    window: Window, town: Town, ear: Ear, people: People
) -> None:
    """个人信息保护法 Art. 47: the key is destroyed, the history is not; the next case begins to ask anew."""
    who = window.somebody()
    window.applies(TEACHER, who).comes_to("examination")
    person = pseudonym(town.machine.secrets.text("person-pseudonym").encode(), who.number)
    (asked,) = town.read("identity").of(person, "VerificationRequested")
    assert read_with_every_key(town, person, asked["applicant_sealed"])["number"] == who.number
    before = history(town, person)

    window.post("/me/erasure", {"ground": "asked-for"}, people.with_account(who).header)
    ear.hears(person, "identity.person-erased")
    with pytest.raises(Unreadable):
        read_with_every_key(town, person, asked["applicant_sealed"])
    after = history(town, person)
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1
    assert town.read("identity").faults == []

    window.applies(TEACHER, who).comes_to("examination")
    assert len(town.read("identity").of(person, "VerificationRequested")) == 2


def read_with_every_key(town: Town, person: str, locked: str) -> Mapping[str, Any]:
    """As identity itself reads it, with its own key and those that it keeps of persons; raises Unreadable."""
    secrets = town.machine.secrets
    settings = Settings(
        register_url=url(town.machine, "register"),
        unsealing_key=SealingKeys("identity", secrets).private,
        keeping_key=keeping_key(secrets),
        pseudonym_key=secrets.text("person-pseudonym"),
    )
    with opened(town.machine.mongodb_uri, "identity") as store:
        return Safe(settings, store).opened(person, locked)


def history(town: Town, person: str) -> list[str]:
    """The hashes of all that identity has committed about somebody."""
    with opened(town.machine.mongodb_uri, "identity") as store:
        return [commit["hash"] for commit in store.load([person]).get(person, [])]


def test_who_read_my_data_is_shown_to_me(window: Window, ear: Ear, people: People) -> None:
    """个人信息保护法 Art. 44: the officer who opened the case is in the person's list, with purpose and day."""
    who = window.somebody()
    case = window.applies(TEACHER, who)
    case.comes_to("examination")
    mine = people.with_account(who).header
    assert window.get("/me/uses", mine)["uses"] == []
    window.get(f"/officer/cases/{case.id}", window.staff("530000", "officer"))
    assert ear.hears(case.id, "identity.data-read")["what"] == ["case"]
    assert wait_until(lambda: bool(window.get("/me/uses", mine)["uses"]), 30)
    (use,) = window.get("/me/uses", mine)["uses"]
    assert (use["use"], use["case"], use["purpose"]) == ("data-read", case.id, "review")
    assert use["reader"] == window.account("530000-officer")

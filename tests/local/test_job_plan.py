"""What the main job plans: everything the catalogue offers, everything that can happen, and the same again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import services.catalogue
from deploy.cli.walking import Walked
from deploy.local.job.books import SERVICES, Books
from deploy.local.job.evidence import unmet
from deploy.local.job.incidents import NEW_TO_THE_REGISTER, Incident, can_meet, incidents
from deploy.local.job.people import organisation, person
from deploy.local.job.plan import BY_ORGANISATIONS, Application, plan, provinces
from deploy.local.job.population import digest
from deploy.local.job.travels import Travelled
from services.catalogue.effects import read_documents, read_provincial
from services.identity.identifiers import kind_of
from services.portal.api.plain import identifier

ITEMS = Path(services.catalogue.__path__[0]) / "items"
UNHAPPY = [incident for incident in Incident if incident is not Incident.NONE]
RUN, BENCH = 310, 1240

Offers = Mapping[str, Sequence[Mapping[str, Any]]]


@cache
def offers() -> Offers:
    """What the portal of this checkout would list, by province, by code."""
    documents = read_documents(ITEMS)
    national = {document["code"]: document for document in documents.values()}
    own = {(one.province, one.document["code"]): one.document for one in read_provincial(ITEMS, documents)}
    return {
        province.code: [own.get((province.code, code), national[code]) for code in sorted(national)]
        for province in provinces()
    }


@cache
def planned(count: int, seed: int = 1, run: str = "") -> list[Application]:
    """A run over all provinces."""
    return plan(count, offers(), seed, run)


@pytest.mark.parametrize("count", [RUN, BENCH, 248])
def test_every_incident_happens(count: int) -> None:
    """In the usual run, in the bench's, and in the journeys' short one."""
    happening = Counter(one.incident for one in planned(count))
    assert set(happening) == set(Incident)
    assert happening[Incident.NONE] >= count * 7 // 8


@pytest.mark.parametrize("incident", UNHAPPY)
def test_every_incident_can_be_met_by_some_item(incident: Incident) -> None:
    """Of the nation's, so in every province but where it has its own form."""
    assert any(can_meet(item, incident) for item in offers()["110000"])


@pytest.mark.parametrize("count", [RUN, BENCH])
def test_nobody_is_to_meet_what_their_item_cannot(count: int) -> None:
    """Nor what their way of delivery cannot: a parcel's incident needs a parcel."""
    for one in planned(count):
        assert one.incident is Incident.NONE or can_meet(one.item, one.incident)
        if one.incident is Incident.RETURNED or one.incident.name.startswith("CARRIER_"):
            assert one.delivery == "post"


@pytest.mark.parametrize("count", [RUN, BENCH])
def test_who_presents_a_certificate_holds_one_that_stands_for_a_required_paper(count: int) -> None:
    """One that stands only for what may be left out would be presented for nothing."""
    planned_once = planned(count)
    presenting = [one for one in planned_once if one.incident is Incident.CERTIFICATE_HELD]
    assert presenting
    for one in presenting:
        assert one.holder is not None
        required = [material for material in one.item["materials"] if material["required"]]
        held = planned_once[one.holder].item["certificate"]["type_code"]
        assert held in {of for material in required for of in material.get("satisfied_by", ())}


def test_all_items_are_applied_for_in_one_run() -> None:
    """By persons, and by organisations what is theirs; one 一件事 and one 跨省通办 a province."""
    everyone = planned(RUN)
    assert {one.item["code"] for one in everyone} == {item["code"] for item in offers()["110000"]}
    home = {one.code for one in provinces()}
    assert {one.province.code for one in everyone} == home
    assert Counter(one.province.code for one in everyone if one.parts) == dict.fromkeys(home, 1)
    assert Counter(one.province.code for one in everyone if one.decided_in) == dict.fromkeys(home, 1)
    first_time = [one for one in everyone if one.holder is None]
    assert all(one.person.is_organisation is (one.item["code"] in BY_ORGANISATIONS) for one in first_time)
    assert {one.person.is_organisation for one in everyone} == {True, False}


def test_an_incident_waits_for_a_province_that_offers_what_it_needs() -> None:
    """Where nothing can be promised nobody promises; it is not left out for that, and happens to a later one."""
    usual = [one for one in planned(BENCH) if one.incident is Incident.PROMISED]
    home = usual[0].province.code
    without = [{name: part for name, part in item.items() if name != "commitment"} for item in offers()[home]]
    promising = [one for one in plan(BENCH, {**offers(), home: without}, 1) if one.incident is Incident.PROMISED]
    assert len(promising) == len(usual)
    assert home not in {one.province.code for one in promising}
    assert promising[0].index > usual[0].index


def test_the_incidents_come_in_turn_and_far_apart() -> None:
    """Every eighth, and none a second time before all others came."""
    coming = list(islice(incidents(), 8 * len(UNHAPPY)))
    assert [one for one in coming if one is not Incident.NONE] == UNHAPPY
    assert all(one in UNHAPPY for one in coming[7::8])


def test_who_relents_was_denied_before_and_nobody_is_denied_twice() -> None:
    """The same person, later, once; and no other application is theirs."""
    everyone = planned(BENCH)
    relenting = [one for one in everyone if one.incident is Incident.REGISTER_RELENTS]
    denied = [everyone[one.holder] for one in relenting if one.holder is not None]
    assert len(denied) == len(relenting) > 1
    assert all(one.incident is Incident.REGISTER_DENIES for one in denied)
    assert len({one.index for one in denied}) == len(denied)
    for before, after in zip(denied, relenting, strict=True):
        assert before.index < after.index
        sharing = [one.index for one in everyone if one.person == before.person]
        assert sharing == [before.index, after.index]


def test_the_same_seed_makes_the_same_plan_and_another_run_only_other_people_for_the_register() -> None:
    """Whom an earlier run brought the register is not asked about again."""
    assert plan(RUN, offers(), 1) == planned(RUN)
    assert planned(RUN, seed=2) != planned(RUN)
    for one, other in zip(planned(RUN), planned(RUN, run="run-2"), strict=True):
        fresh = one.incident in {*NEW_TO_THE_REGISTER, Incident.REGISTER_RELENTS}
        assert (one.person == other.person) is not fresh
        assert replace(one, person=other.person) == other


@pytest.mark.parametrize("make", [person, organisation])
def test_applicants_have_numbers_that_portal_and_identity_take(make: Any) -> None:
    """Check characters and all; and the register knows each by the number of its kind."""
    for index in range(500):
        one = make("530000", "云南省", index, 1)
        assert identifier(one.number) == one.number
        assert (kind_of(one.number) == "organisation") is one.is_organisation is (make is organisation)
    assert len({digest(make("530000", "云南省", index, 1)) for index in range(500)}) == 500


NOTHING = Books({name: Walked(name) for name in SERVICES}, {}, {}, {})


@pytest.mark.parametrize("incident", UNHAPPY)
def test_no_incident_counts_as_met_without_proof(incident: Incident) -> None:
    """Where no store and no book tells of it, the audit says so."""
    application = next(one for one in planned(RUN) if one.incident is incident)
    assert unmet(NOTHING, Travelled("case-530000-7K2M9QX4TB3ZP8WN5RJD", application))


def test_who_was_to_meet_nothing_has_nothing_to_prove() -> None:
    """Seven of eight applications."""
    usual = next(one for one in planned(RUN) if one.incident is Incident.NONE)
    assert unmet(NOTHING, Travelled("case-530000-7K2M9QX4TB3ZP8WN5RJD", usual)) == []

"""一件事 and 跨省通办: more departments, more provinces, one applicant."""

from typing import Any

from deploy.local.job.people import Person
from deploy.local.probe import wait_until
from tests.journeys.ear import Ear
from tests.journeys.window import (
    BUSINESS_LICENCE,
    DRIVING_LICENCE,
    FOOD,
    NO,
    RESTAURANT,
    SOCIAL_CARD,
    SOLE_TRADER,
    TOBACCO,
    YES,
    Case,
    Window,
    applicant,
)

LICENCE = {"material": "business-licence", "certificate_type": BUSINESS_LICENCE}


def one_form(window: Window, who: Person) -> Case:
    """Opening a restaurant: registration, food licence, tobacco licence, in one form."""
    parts = [
        {"item": SOLE_TRADER, "materials": window.papers(SOLE_TRADER)},
        {"item": FOOD, "materials": window.papers(FOOD, without=["business-licence"])},
        {"item": TOBACCO, "materials": window.papers(TOBACCO, without=["business-licence"])},
    ]
    usual = {"item": RESTAURANT, "province": "530000", "delivery": {"method": "counter"}}
    form = {**usual, "applicant": applicant(who), "parts": parts, "consents": [LICENCE]}
    receipt = window.post("/bundles", form)
    return Case(window, receipt["bundle"], receipt["access_code"])


def parts_of(bundle: Case) -> dict[str, Case]:
    """The case of each part, by its item."""
    assert wait_until(lambda: len(bundle.view()["parts"]) == 3, 30)
    return {part["item"]: bundle.window.open(part) for part in bundle.view()["parts"]}


def test_one_form_becomes_several_cases_with_one_finish(window: Window) -> None:
    """What the first produces is what the others show; when all are closed the whole is done."""
    bundle = one_form(window, window.somebody())
    parts = parts_of(bundle)
    parts[SOLE_TRADER].handed_over()
    for item in (FOOD, TOBACCO):
        assert (bundle.view()["stage"], bundle.view()["outcome"]) == ("under-way", None), "one status for all of it"
        parts[item].approved()
        parts[item].handed_over()
    finished = bundle.comes_to("finished")
    assert finished["outcome"] == "whole"
    assert {part["outcome"] for part in finished["parts"]} == {"closed"}
    assert all(part["certificate"] for part in finished["parts"])


def test_partial_success_is_explained(window: Window) -> None:
    """A part that is refused says why; what succeeded stays."""
    bundle = one_form(window, window.somebody())
    parts = parts_of(bundle)
    parts[SOLE_TRADER].handed_over()
    parts[FOOD].approved()
    parts[FOOD].handed_over()
    parts[TOBACCO].comes_to("review")
    parts[TOBACCO].staff("decision", NO)
    finished: dict[str, Any] = bundle.comes_to("finished")
    ends = {part["item"]: part for part in finished["parts"]}
    assert finished["outcome"] == "partial"
    assert ends[TOBACCO]["outcome"] == "refused"
    assert ends[TOBACCO]["reason"]["text"]["zh"]
    assert ends[FOOD]["outcome"] == "closed"


def test_handed_in_in_one_province_decided_in_another_with_materials_and_clock(window: Window, ear: Ear) -> None:
    """跨省通办: the applicant sees both, pays there, and the case ends here as it ended there."""
    here = window.applies(SOCIAL_CARD, province="530000", decided_in="440000")
    here.comes_to("transferred")
    there = window.open(here.shows("continued"))
    assert there.id.startswith("case-440000-")
    assert there.number.partition("-")[2] == here.number.partition("-")[2]
    there.comes_to("review")
    assert not ear.heard(there.id, "cases.supplement-requested"), "the materials travelled"
    there.staff("decision", YES)
    there.pays()
    certificate = there.handed_over()["certificate"]
    assert here.comes_to("closed")["certificate"] == certificate


def test_what_a_rule_decides_is_decided_at_once_across_provinces_too(window: Window) -> None:
    """What is known of the applicant travels along."""
    here = window.applies(DRIVING_LICENCE, province="530000", decided_in="440000")
    there = window.open(here.shows("continued"))
    there.pays()
    there.handed_over()
    assert here.comes_to("closed")["certificate"]

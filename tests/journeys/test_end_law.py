"""Ends of their own: what runs out on the applicant's side is no refusal, and each says what ran out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.ear import Ear
from tests.journeys.shelf import Shelf
from tests.journeys.town import Town
from tests.journeys.window import (
    DRIVING_LICENCE,
    HOUSING_FUND,
    PHYSICIAN,
    SOLE_TRADER,
    TEACHER,
    Case,
    Window,
)

HASTY = {
    "CASES_TERMS": str(Path(__file__).with_name("hasty_terms.csv")),
    "CASES_SUPPLEMENT_DAYS": str(2 / 86_400),
}
"""Terms of two seconds, instead of days or weeks."""


@pytest.fixture(scope="module", autouse=True)
def hasty(town: Town) -> Iterator[None]:
    """The terms of all cases here."""
    with town.retold("cases", **HASTY):
        yield


@pytest.fixture(scope="module", autouse=True)
def unpaid(hasty: None, window: Window) -> Case:
    """A case whose fee nobody pays; what else is shown here happens while its order runs out."""
    return window.applies(DRIVING_LICENCE)


def ends(case: Case, ear: Ear, reason: str) -> dict[str, Any]:
    """The case expires for this reason, once, and its applicant reads why and what to do."""
    shown = case.comes_to("expired")
    assert shown["reason"]["name"] == reason
    assert all(shown["reason"][what][language] for what in ("text", "remedy") for language in ("zh", "en"))
    assert ear.hears_all(case.id, "cases.case-expired", 1) == [{"reason": reason}]
    return shown


def test_what_is_not_supplied_in_time_ends_the_application(window: Window, ear: Ear) -> None:
    """补正逾期: nobody has judged the application; a new one may be handed in at once."""
    who = window.somebody()
    case = window.applies(SOLE_TRADER, who, without=["application-form"])
    ends(case, ear, "supplement-lapsed")
    assert not ear.heard(case.id, "cases.application-accepted")
    assert window.applies(SOLE_TRADER, who).comes_to("collection")


def test_what_is_never_fetched_is_abandoned_and_the_certificate_stays_valid(window: Window, ear: Ear) -> None:
    """逾期未领: the paper is not fetched; the electronic certificate has the same force and keeps it."""
    case = window.applies(PHYSICIAN)
    case.approved()
    certificate = ends(case, ear, "collection-abandoned")["certificate"]
    assert window.get(f"/certificates/{certificate}")["valid"]


def test_what_cannot_be_delivered_ends_where_there_is_no_counter(window: Window, ear: Ear, shelf: Shelf) -> None:
    """无法投递: the parcel came back, nobody chose another way, and the item is sent by post only."""
    who = window.somebody()
    by_post = {"method": "post", "address": f"{who.address}查无此人"}
    case = window.applies(shelf.put(PHYSICIAN, delivery=["post"]), who, delivery=by_post)
    case.approved()
    assert ear.hears(case.id, "cases.delivery-choice-requested")["incident"] == "addressee-unknown"
    certificate = ends(case, ear, "undeliverable")["certificate"]
    assert window.get(f"/certificates/{certificate}")["valid"]


def test_a_parcel_that_came_back_waits_at_the_counter_when_nobody_chooses(window: Window, ear: Ear) -> None:
    """Where there is a counter it is kept there, before it is abandoned."""
    who = window.somebody()
    by_post = {"method": "post", "address": f"{who.address}查无此人"}
    case = window.applies(PHYSICIAN, who, delivery=by_post)
    case.approved()
    ends(case, ear, "collection-abandoned")
    steps = case.steps()
    ways = ("parcel-returned", "delivery-choice-requested", "collection-awaited", "case-expired")
    assert [step for step in steps if step in ways] == list(ways)


def test_a_withdrawn_application_says_so_wherever_it_stood(window: Window, ear: Ear) -> None:
    """撤回: while a clerk has it, and while it is under review; nothing happens after it."""
    for stage, item in (("examination", TEACHER), ("review", PHYSICIAN)):
        case = window.applies(item)
        case.comes_to(stage)
        case.does("withdrawal", {"reason_text": "不再需要"})
        case.comes_to("withdrawn")
        assert len(ear.hears_all(case.id, "cases.case-withdrawn", 1)) == 1
        assert case.steps()[-1] == "case-withdrawn"


def test_a_bad_rating_that_nobody_answers_is_said_aloud(window: Window, ear: Ear) -> None:
    """差评整改逾期: silence of the office is an event too, once."""
    case = window.applies(HOUSING_FUND)
    case.comes_to("closed")
    case.does("rating", {"level": 4})
    assert ear.hears(case.id, "cases.rectification-opened")["due"]
    assert ear.hears_all(case.id, "cases.rectification-overdue", 1) == [{}]


def test_what_is_not_paid_ends_and_costs_nothing(unpaid: Case, ear: Ear) -> None:
    """逾期未缴: the order ends at the channel first, then the case; no certificate was made."""
    shown = ends(unpaid, ear, "payment-expired")
    assert (shown["fee"]["state"], shown.get("certificate")) == ("expired", None)
    assert ear.hears_all(unpaid.id, "payments.collection-expired", 1)

"""事项 (items): each version for its days, none that contradicts itself, the guide made of it, and many at once."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from deploy.local.probe import wait_until
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.shelf import Item, Shelf, day
from tests.journeys.town import Town
from tests.journeys.window import (
    BUSINESS_LICENCE,
    FOOD,
    PHYSICIAN,
    ROAD_TRANSPORT,
    SOCIAL_CARD,
    No,
    Window,
)

IMPORTED = 20
NAME = {"zh": "一步", "en": "A step"}


def step(code: str, *after: str, department: str = "health") -> dict[str, Any]:
    """A step of a review."""
    return {"code": code, "name": NAME, "departments": [department], "after": list(after)}


FAULTS: Mapping[str, tuple[Item, set[str]]] = {
    "more than 60 % of the law's time promised": ({"statutory_days": 20, "promised_days": 13}, {"promised_days"}),
    "six stages": ({"steps": [step("s1"), *(step(f"s{n}", f"s{n - 1}") for n in range(2, 7))]}, {"steps"}),
    "an endless path": ({"steps": [step("s1", "s2"), step("s2", "s1")]}, {"steps"}),
    "an unknown department": ({"steps": [step("s1", department="nobody")]}, {"steps[0].departments"}),
    "all of them": (
        {"promised_days": 13, "steps": [step("s1", "s2"), step("s2", "s1", department="nobody")]},
        {"promised_days", "steps", "steps[1].departments"},
    ),
}
"""What is changed, and the fields in which faults are found."""


@pytest.mark.parametrize("name", FAULTS)
def test_an_item_that_contradicts_itself_is_refused_with_every_fault(shelf: Shelf, ear: Ear, name: str) -> None:
    """With field, rule and remedy of each; the mended one is then taken under the same code."""
    changes, fields = FAULTS[name]
    departments = [{"code": "health", "name": NAME}]
    good = shelf.draft(PHYSICIAN, departments=departments, steps=[step("s1")])
    subject = shelf.send({**good, **changes})
    refused = ear.hears(subject, "catalogue.item-refused")
    assert {fault["field"] for fault in refused["faults"]} == fields
    assert all(fault["rule"] and fault["remedy"] for fault in refused["faults"])
    shelf.send(good, about="mended")
    assert ear.hears(subject, "catalogue.item-published")["code"] == good["code"]


def test_a_version_from_tomorrow_is_not_offered_today(shelf: Shelf, ear: Ear) -> None:
    """Both are published as events; each is offered in its own days, whichever was published first."""
    today = shelf.draft(PHYSICIAN, name={"zh": "今日", "en": "Today"})
    tomorrow = {**today, "version": 2, "name": {"zh": "明日", "en": "Tomorrow"}, "effective_from": day(1)}
    subject = shelf.send(tomorrow)
    assert ear.hears(subject, "catalogue.item-published")["effective_from"] == day(1)
    shelf.send(today)
    ear.hears_all(subject, "catalogue.item-published", 2)
    assert wait_until(lambda: shelf.offered(today["code"]) is not None, 20)
    assert shelf.offered(today["code"]) == today


def test_a_retired_item_is_not_offered_any_more_and_what_had_begun_goes_on(window: Window, shelf: Shelf) -> None:
    """From the day after its last day nobody may apply; who applied before has a case under the old version."""
    code = shelf.put(PHYSICIAN)
    who, early = window.somebody(), window.applies(code)
    early.comes_to("review")
    late = window.form(code, who)
    shelf.retire()
    assert shelf.offered(code) is None
    with pytest.raises(No) as refused:
        window.post("/cases", late)
    assert [error["rule"] for error in refused.value.problem["errors"]] == ["item-not-in-force"]
    early.approved()
    assert early.handed_over()["item_version"] == 1


def test_the_fee_schedule_names_each_line_and_who_pays_less(window: Window) -> None:
    """In whole fen; an exemption names the certificate that proves it, and the guide says the same."""
    for code in (ROAD_TRANSPORT, SOCIAL_CARD):
        fees = window.item(code)["fees"]
        assert fees
        assert all(type(fee["fen"]) is int and fee["name"]["zh"] for fee in fees)
    (fee,) = window.item(ROAD_TRANSPORT)["fees"]
    (exemption,) = fee["exemptions"]
    assert (exemption["certificate_type"], exemption["percent"]) == ("11100000TB0000060N001", 100)
    guide = json.dumps(window.get(f"/items/{ROAD_TRANSPORT}/guide"), ensure_ascii=False)
    assert exemption["name"]["zh"] in guide


def test_an_item_says_which_certificate_stands_for_a_material(window: Window) -> None:
    """两个免于提交: who holds it is not asked for the paper; here the business licence."""
    materials = {material["code"]: material for material in window.item(FOOD)["materials"]}
    assert materials["business-licence"]["satisfied_by"] == [BUSINESS_LICENCE]


def test_the_guide_says_what_the_item_says(window: Window) -> None:
    """Law, materials and fees stand in the guide because they stand in the item."""
    item, guide = (
        window.item(ROAD_TRANSPORT),
        json.dumps(window.get(f"/items/{ROAD_TRANSPORT}/guide"), ensure_ascii=False),
    )
    assert all(material["name"]["zh"] in guide for material in item["materials"])
    assert all(fee["name"]["zh"] in guide for fee in item["fees"])
    assert all(law["title"] in guide for law in item["law"])


def test_a_province_may_ask_for_less(window: Window) -> None:
    """云南 takes a lower fee and one paper less; elsewhere the nation's form holds."""
    fees = {place: window.item(ROAD_TRANSPORT, place)["fees"][0]["fen"] for place in ("530000", "440000")}
    assert fees["530000"] < fees["440000"]


def test_a_province_that_is_stricter_is_refused_with_the_difference(window: Window, ear: Ear, desk: Desk) -> None:
    """One day more than the nation promises is one day too many."""
    item = window.item(FOOD)
    stricter = {**item, "promised_days": item["promised_days"] + 1}
    subject = f"item-{FOOD}"
    desk.send(
        "catalogue.publish-provincial-item.v1",
        subject,
        subject,
        {"item": stricter, "national_version": item["version"]},
    )
    refused = ear.hears(subject, "catalogue.item-refused")
    assert "promised_days" in {one["field"] for one in refused["differences"]}


def test_items_are_imported_from_a_file(town: Town, window: Window, ear: Ear, tmp_path: Path) -> None:
    """Each line is an item; those of the future are published, and offered when their day has come."""
    item = {**window.item(FOOD), "effective_from": "2099-01-01", "version": 1}
    codes = [f"0009{number:08d}" for number in range(IMPORTED)]
    file = tmp_path / "items.jsonl"
    file.write_text("".join(json.dumps({**item, "code": code}) + "\n" for code in codes), encoding="utf-8")
    town.tongban("import-items", str(file))
    for code in codes:
        assert ear.hears(f"item-{code}", "catalogue.item-published")["code"] == code

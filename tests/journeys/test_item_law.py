"""事项 (items): the guide is the item, a province is never stricter than the nation, and many come at once."""

import json
from pathlib import Path

from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.town import Town
from tests.journeys.window import FOOD, ROAD_TRANSPORT, Window

IMPORTED = 20


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

"""The guide is made of the item: it says all that the flow does, and cannot say what it does not."""

from dataclasses import replace
from typing import Any

import pytest
from httpx import Client
from hypothesis import given
from hypothesis import strategies as st

from services.catalogue.effects import read_documents
from services.catalogue.settings import Settings
from services.chassis.envelope import Message
from services.portal.api.guide_answers import Guide
from services.portal.guide import guide
from tests.portal import catalogue
from tests.portal.catalogue import GUIDE
from tests.portal.conftest import Hear
from tests.portal.test_cases import problem

ITEMS = list(read_documents(Settings().items).values())
BY_NAME = {item["name"]["zh"]: item for item in ITEMS}
BUILDING = BY_NAME["建筑工程施工许可证核发"]
TRANSPORT = BY_NAME["道路运输从业资格证核发"]
RESTAURANT = BY_NAME["开办餐饮店一件事"]


def lines(item: dict[str, Any], section: str, language: str = "en") -> list[str]:
    """The lines of one section."""
    found = [one for one in guide(item)["sections"] if one["section"] == section]
    return [line[language] for one in found for line in one["lines"]]


def told(item: dict[str, Any]) -> str:
    """The whole guide as one text, both languages."""
    return "\n".join(
        text for one in guide(item)["sections"] for line in one["lines"] for text in (line["zh"], line["en"])
    )


def test_steps_side_by_side_are_shown_together() -> None:
    """Who reviews at the same time stands in one line."""
    assert lines(BUILDING, "steps", "zh") == [
        "1. 材料审查（住房和城乡建设主管部门）",
        "2. 用地和规划核查（自然资源和规划主管部门） 同时 质量和安全措施审查（建设工程质量安全监督机构）",
        "3. 决定（住房和城乡建设主管部门）",
    ]


def test_a_fee_is_shown_with_who_pays_less() -> None:
    """In yuan, to the fen."""
    assert lines(TRANSPORT, "fees") == [
        "Examination fee: 90.00 yuan",
        "Free for persons with a disability: 100 % less, by certificate",
    ]


def test_how_surely_one_must_be_known_is_said_with_what_to_do_where_it_is_not_enough() -> None:
    """The level by number and name, in both languages; and of an item that asks for none nothing is said."""
    fund = BY_NAME["住房公积金提取"]
    assert lines(fund, "identity", "zh")[0] == "申请人须达到中级实名（第3级，共4级）"
    first, second = lines(fund, "identity")
    assert first == "You must be known at level 3 of 4 (substantial)"
    assert "bank card" in second
    assert "clerk" in second
    assert lines(TRANSPORT, "identity") == []


def test_a_material_says_what_may_stand_for_it() -> None:
    """A certificate that is held, or a written promise."""
    found = lines(TRANSPORT, "materials")
    assert "Driving licence; with your consent a valid certificate that you hold stands for it" in found
    assert any(line.endswith("; a written promise may stand for it") for line in found)


def test_one_thing_is_told_with_its_parts() -> None:
    """Their guides stand below it; its own says no fee and no certificate of which it has none."""
    parts = [next(item for item in ITEMS if item["code"] == part["item"]) for part in RESTAURANT["parts"]]
    whole = guide(RESTAURANT, parts)
    assert [part["name"] for part in whole["parts"]] == [part["name"] for part in parts]
    assert {section["section"] for section in whole["sections"]}.isdisjoint({"fees", "result", "materials"})


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["name"]["en"])
def test_every_item_has_a_guide_in_both_languages(item: dict[str, Any]) -> None:
    """Each section has a title and lines, none of them empty."""
    made = guide(item)
    assert {"office", "law", "steps", "limits"} <= {section["section"] for section in made["sections"]}
    for section in made["sections"]:
        assert all(text["zh"] and text["en"] for text in (section["title"], *section["lines"]))


CLAIMS = {
    "automatic_decision": "自动批准",
    "commitment": "书面承诺",
    "handled_across_provinces": "可跨省通办",
    "extension_days": "可延长",
    "procedures": "不计入时限",
    "steps": "1. ",
    "identity_level": "申请人须达到",
}
"""What a guide says only where the item has it."""


@given(st.sampled_from(ITEMS), st.sets(st.sampled_from(sorted(CLAIMS))))
def test_a_guide_cannot_claim_what_the_flow_does_not_do(item: dict[str, Any], taken: set[str]) -> None:
    """Take a field from the item and the guide falls silent about it; what the item has, it says."""
    left = {name: value for name, value in item.items() if name not in taken}
    text = told(left)
    for field, claim in CLAIMS.items():
        has = bool(left.get(field)) and not (field == "handled_across_provinces" and left.get("parts"))
        assert (claim in text) is has, field


def test_only_ways_that_are_offered_are_told() -> None:
    """At the counter only means that nothing is said of the post."""
    assert "邮寄" not in told(BUILDING)
    assert "邮寄" in told(TRANSPORT)


def provincial(item: dict[str, Any], province: str, national_version: int) -> Message:
    """The catalogue's event of a province's form."""
    event = catalogue.published(item)
    data = {"item": item, "national_version": national_version}
    return replace(
        event,
        id=f"{event.id}-{province}",
        type="catalogue.provincial-item-published.v1",
        province=province,
        case=event.subject,
        data=data,
    )


def test_a_citizen_of_a_province_is_told_its_own_form(client: Client, hear: Hear) -> None:
    """Yunnan promises two days; elsewhere, and once the nation has changed the item, the nation's form holds."""
    hear([catalogue.published(GUIDE), provincial({**GUIDE, "promised_days": 2}, "530000", 1)])
    address = f"/items/{GUIDE['code']}"

    assert client.get(address, params={"province": "530000"}).json()["promised_days"] == 2
    assert client.get(address, params={"province": "610000"}).json()["promised_days"] == 5
    made = Guide.model_validate(client.get(f"{address}/guide", params={"province": "530000"}).json())
    (limits,) = [section for section in made.sections if section.section == "limits"]
    assert {"zh": "承诺2个工作日", "en": "We promise 2 working days"} in [line.model_dump() for line in limits.lines]


def test_what_the_nation_changes_a_province_takes_up_anew(client: Client, hear: Hear) -> None:
    """A form made from an older version may be stricter than the new one, so it does not hold."""
    newer = {**GUIDE, "version": 2, "promised_days": 1}
    hear([catalogue.published(GUIDE), provincial({**GUIDE, "promised_days": 2}, "530000", 1)])
    hear([catalogue.published(newer)])

    found = client.get(f"/items/{GUIDE['code']}", params={"province": "530000"}).json()
    assert (found["version"], found["promised_days"]) == (2, 1)


def test_a_retired_item_is_offered_no_more(client: Client, hear: Hear) -> None:
    """After its last day nobody finds it."""
    hear([catalogue.published({**GUIDE, "version": 2, "effective_until": "2020-12-31"})])

    assert client.get("/items").json()["items"] == []
    assert problem(client.get(f"/items/{GUIDE['code']}")) == (404, "not-found")
    assert problem(client.get(f"/items/{GUIDE['code']}/guide")) == (404, "not-found")

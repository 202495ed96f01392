"""What must hold between the fields of an item: each violation is named with its rule and its remedy."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalogue.checks import inconsistencies, stages
from services.catalogue.effects import ItemsFaulty, read_documents
from services.catalogue.item import (
    AutomaticDecision,
    Commitment,
    Exemption,
    Item,
    LocalizedName,
    Named,
    Part,
    Step,
)
from services.catalogue.messages import ItemPublished, ItemRefused
from services.catalogue.public import publish as public
from services.catalogue.service import DEFINITION
from services.chassis.testing.scenario import Scenario
from tests.catalogue.samples import GUIDE, document, publish
from tests.catalogue.test_items import ITEMS, write

NAME = LocalizedName("审查", "Review")
UNKNOWN = "11100000TB0000060N001"
"""A type of certificate that no material of the guide's item accepts."""

CULTURE = Named("culture", LocalizedName("文化和旅游厅", "Department of Culture and Tourism"))


def steps(**after: tuple[str, ...]) -> Item:
    """The guide's item with these steps, each of one department, and what each comes after."""
    made = tuple(Step(code, NAME, ("culture",), before) for code, before in after.items())
    return replace(GUIDE, departments=(CULTURE,), steps=made)


def in_parts(after: tuple[str, ...]) -> Item:
    """One thing of two parts, the second of which comes after these."""
    return replace(GUIDE, parts=(Part("000131026000", NAME), Part("000131012000", NAME, after)))


def faults(item: Item) -> list[str]:
    """Each fault as its reader sees it."""
    return [str(fault) for fault in inconsistencies(item)]


def test_steps_side_by_side_count_as_one_stage() -> None:
    """One review, then two that do not wait for each other, then the decision."""
    item = steps(review=(), planning=("review",), safety=("review",), decision=("planning", "safety"))
    assert [[step.code for step in stage] for stage in stages(item)] == [
        ["review"],
        ["planning", "safety"],
        ["decision"],
    ]
    assert faults(item) == []


def test_every_path_ends() -> None:
    """Two steps that wait for each other would never be done."""
    (fault,) = faults(steps(review=(), planning=("decision",), decision=("planning",)))
    assert fault.startswith("steps must be ways that end, but planning, decision wait for each other.")


def test_at_most_five_stages() -> None:
    """Five steps one after another may be, six may not (福建: ≤ 5 环节)."""
    five = steps(a=(), b=("a",), c=("b",), d=("c",), e=("d",))
    assert faults(five) == []
    (fault,) = faults(steps(a=(), b=("a",), c=("b",), d=("c",), e=("d",), f=("e",)))
    assert fault.startswith("steps must be at most 5 one after another, but they are 6.")


def test_every_department_and_every_step_exists() -> None:
    """A code that leads nowhere is named with its place."""
    item = replace(GUIDE, departments=(CULTURE,), steps=(Step("review", NAME, ("tourism",), ("scan",)),))
    told = faults(item)
    assert told[0].startswith("steps[0].departments must be departments that exist, but tourism is none of the item's.")
    assert told[1].startswith("steps[0].after must be steps that exist, but scan is none of the item's.")


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (replace(GUIDE, automatic_decision=AutomaticDecision(1, "applicant.level >= 3")), "automatic_decision"),
        (
            replace(GUIDE, kind="instant", automatic_decision=AutomaticDecision(1, "applicant.lvl >= 3")),
            "automatic_decision.expression",
        ),
        (
            replace(
                steps(a=(), b=("a",)), kind="instant", automatic_decision=AutomaticDecision(1, "channel == 'mobile'")
            ),
            "automatic_decision",
        ),
        (replace(GUIDE, commitment=Commitment(("photo",), 20)), "commitment.materials"),
        (replace(GUIDE, effective_until="2025-12-31"), "effective_until"),
        (replace(GUIDE, materials=(GUIDE.materials[0],) * 2), "materials[1].code"),
        (
            replace(GUIDE, fees=(replace(GUIDE.fees[0], exemptions=(Exemption(UNKNOWN, NAME, 50),)),)),
            "fees[0].exemptions[0].certificate_type",
        ),
        (
            replace(GUIDE, level="2", implementation_code="11100000000013338W3000122008000"),
            "implementation_code",
        ),
        (replace(GUIDE, parts=(Part(GUIDE.code, NAME), Part("000131012000", NAME))), "parts"),
        (in_parts(after=("000131099000",)), "parts[1].after"),
        (in_parts(after=("000131012000",)), "parts"),
        (replace(in_parts(after=()), identity_level=3), "identity_level"),
    ],
)
def test_an_item_that_contradicts_itself_is_refused_with_the_field(item: Item, field: str) -> None:
    """Whether it comes from a file or over the bus: the refusal names field, rule and remedy."""
    outcome = Scenario(DEFINITION).when(publish(item))
    (refused,) = outcome.events
    assert isinstance(refused, ItemRefused)
    assert refused.reason == "item-inconsistent"
    assert [fault.field for fault in refused.faults] == [field]
    assert all(fault.rule and fault.remedy.endswith(".") for fault in refused.faults)
    outcome.then_publishes("catalogue.item-refused.v1")


def test_an_item_sent_to_anothers_stream_is_refused() -> None:
    """Else two items would share one history."""
    (refused,) = Scenario(DEFINITION).when(replace(publish(GUIDE), code="000122009000")).events
    assert [fault.field for fault in refused.faults] == ["code"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (
            {"steps": [{"code": "a", "name": {"zh": "审", "en": "R"}, "departments": ["x"], "after": []}]},
            "steps[0].departments",
        ),
        ({"parts": [{"item": "000199999000", "name": {"zh": "无", "en": "N"}}] * 1}, "parts"),
        (
            {"parts": [{"item": code, "name": {"zh": "无", "en": "N"}} for code in ("000199999000", "000199998000")]},
            "parts[0].item",
        ),
        (
            {"automatic_decision": {"version": 1, "expression": "1 +"}, "kind": "instant"},
            "automatic_decision.expression",
        ),
        ({"level": 4}, "level"),
        ({"matter_type": "1"}, "matter_type"),
        ({"conditions": [{"code": "a", "name": {"zh": "条件"}}]}, "conditions[0].name.en"),
        ({"procedures": [{"kind": "seance", "days": 3}]}, "procedures[0].kind"),
        (
            {"fees": [{"code": "card", "name": {"zh": "费", "en": "F"}, "fen": 1, "exemptions": [{"percent": 101}]}]},
            "fees[0].exemptions[0].percent",
        ),
        ({"effective_until": "tomorrow"}, "effective_until"),
        ({"identity_level": 5}, "identity_level"),
        ({"identity_level": "3"}, "identity_level"),
    ],
)
def test_a_file_is_refused_at_the_start_with_file_field_rule_and_remedy(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    """What is wrong with an item is known before the first citizen meets it."""
    with pytest.raises(ItemsFaulty) as faulty:
        read_documents(write(tmp_path, guide=document(**changes)).items)
    assert any(line.startswith(f"guide.yaml: {field} must be ") for line in str(faulty.value).splitlines())


def test_a_department_has_one_name(tmp_path: Path) -> None:
    """The same code in two files means the same authority."""
    named = [{"code": "culture", "name": {"zh": name, "en": "Culture"}} for name in ("文旅厅", "文化厅")]
    settings = write(
        tmp_path, a=document(departments=[named[0]]), b=document(code="000122009000", departments=[named[1]])
    )
    with pytest.raises(ItemsFaulty, match=r"departments\[0\]\.code must be a code of its own, but culture is"):
        read_documents(settings.items)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name.en)
def test_every_item_says_all_that_a_citizen_needs(item: Item) -> None:
    """Codes, level, law and article, conditions, and steps by departments that exist."""
    assert item.matter_type
    assert item.level
    assert item.conditions or item.parts
    assert item.steps
    assert item.departments[0].name.zh == item.department.name.zh
    assert (item.automatic_decision is None) == (item.kind != "instant")


def test_opening_a_restaurant_begins_with_the_business_licence() -> None:
    """The food licence and the tobacco licence ask for it, so their cases wait."""
    (restaurant,) = (item for item in ITEMS if item.name.zh == "开办餐饮店一件事")
    trader, *others = restaurant.parts
    assert (trader.item, trader.after) == ("000131026000", ())
    assert [part.after for part in others] == [(trader.item,), (trader.item,)]
    said = public(ItemPublished(restaurant), DEFINITION.initial)
    assert said is not None
    assert [part.get("after") for part in said.data["parts"]] == [None, [trader.item], [trader.item]]


def test_the_items_use_all_that_an_item_can_have() -> None:
    """Reviews side by side, certificates that stand for materials, exemptions, promises, procedures, parts."""
    assert any(len(stage) > 1 for item in ITEMS for stage in stages(item) if not item.parts)
    made = {item.certificate.type_code for item in ITEMS if item.certificate}
    assert {kind for item in ITEMS for one in item.materials for kind in one.satisfied_by} <= made
    assert {one.certificate_type for item in ITEMS for fee in item.fees for one in fee.exemptions} <= made
    for used in ("commitment", "procedures", "extension_days", "handled_across_provinces", "parts"):
        assert any(getattr(item, used) for item in ITEMS), used


codes = st.sampled_from("abcdefgh")


@given(st.dictionaries(codes, st.sets(codes, max_size=3), min_size=1))
def test_no_graph_of_steps_hangs_or_is_published_with_a_circle(graph: dict[str, set[str]]) -> None:
    """Whatever is drawn: it is published exactly when every step can be done in at most five stages."""
    item = steps(**{code: tuple(sorted(after)) for code, after in graph.items()})
    ways = stages(item)
    sound = sum(map(len, ways)) == len(item.steps) and len(ways) <= 5
    (event,) = Scenario(DEFINITION).when(publish(item)).events
    assert isinstance(event, ItemPublished) is sound

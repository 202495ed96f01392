"""A province inherits an item and may ask for less or give more; what is stricter than the nation is refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.catalogue.effects import ItemsFaulty, read_documents, read_provincial, starting_commands
from services.catalogue.item import (
    AutomaticDecision,
    Commitment,
    Exemption,
    Fee,
    Item,
    LocalizedName,
    Material,
    Named,
    Procedure,
    Step,
)
from services.catalogue.messages import Difference, ItemPublished, ItemRefused, Listed, ProvincialItemPublished
from services.catalogue.service import DEFINITION
from services.catalogue.settings import Settings
from services.chassis.testing.scenario import Scenario
from services.chassis.vocabulary import NotYet
from tests.catalogue.samples import GUIDE, GUIDE_2, document, province, publish

DISABLED = "11100000TB0000060N001"
LICENCE = "11100000TB000001XB002"
NAME = LocalizedName("名", "Name")

NATION = replace(
    GUIDE,
    promised_days=6,
    materials=(
        Material("contract", NAME, required=True, satisfied_by=(LICENCE,)),
        Material("photo", NAME, required=False),
        Material("disability-certificate", NAME, required=False, satisfied_by=(DISABLED,)),
    ),
    fees=(Fee("card", NAME, 1000, (Exemption(DISABLED, NAME, 100),)),),
    conditions=(Named("employed", NAME),),
    departments=(Named("culture", NAME), Named("police", NAME)),
    steps=(Step("review", NAME, ("culture",), ()),),
    procedures=(Procedure("hearing", 20),),
    commitment=Commitment(("contract",), 20),
    handled_across_provinces=True,
    identity_level=2,
)
PUBLISHED = Scenario(DEFINITION).given(ItemPublished(NATION))


def test_a_province_may_ask_for_less() -> None:
    """Less time, a lower fee, fewer materials, longer validity: published, and the world hears of it."""
    easier = replace(
        NATION,
        promised_days=3,
        fees=(Fee("card", NAME, 0),),
        materials=(replace(NATION.materials[0], required=False),),
        certificate=replace(GUIDE.certificate, valid_years=None) if GUIDE.certificate else None,
        conditions=(),
        identity_level=None,
    )
    outcome = PUBLISHED.when(province(easier))
    said = ProvincialItemPublished("530000", 1, easier)
    outcome.then(said).then_state(Listed((NATION,), (said,)))
    outcome.then_publishes("catalogue.provincial-item-published.v1")


def with_material(**changes: Any) -> Item:
    """The nation's item with its first material changed."""
    return replace(NATION, materials=(replace(NATION.materials[0], **changes), *NATION.materials[1:]))


@pytest.mark.parametrize(
    ("stricter", "field", "nation", "here"),
    [
        (replace(NATION, promised_days=7), "promised_days", "6", "7"),
        (replace(NATION, statutory_days=16), "statutory_days", "15", "16"),
        (replace(NATION, extension_days=5), "extension_days", "-", "5"),
        (replace(NATION, fees=(replace(NATION.fees[0], fen=1001),)), "fees[card].fen", "1000", "1001"),
        (replace(NATION, fees=(*NATION.fees, Fee("visit", NAME, 1))), "fees[visit].fen", "-", "1"),
        (
            replace(NATION, fees=(replace(NATION.fees[0], exemptions=()),)),
            f"fees[card].exemptions[{DISABLED}].percent",
            "100",
            "-",
        ),
        (
            replace(NATION, materials=(*NATION.materials, Material("health", NAME, required=True))),
            "materials[health].required",
            "-",
            "true",
        ),
        (
            replace(NATION, materials=(NATION.materials[0], replace(NATION.materials[1], required=True))),
            "materials[photo].required",
            "false",
            "true",
        ),
        (with_material(satisfied_by=()), "materials[contract].satisfied_by", LICENCE, "-"),
        (replace(NATION, conditions=(*NATION.conditions, Named("resident", NAME))), "conditions[resident]", "-", "名"),
        (
            replace(NATION, steps=(replace(NATION.steps[0], departments=("culture", "police")),)),
            "steps[].departments",
            "1",
            "2",
        ),
        (replace(NATION, procedures=(Procedure("hearing", 21),)), "procedures[hearing].days", "20", "21"),
        (replace(NATION, procedures=(Procedure("auction", 5),)), "procedures[auction].days", "-", "5"),
        (replace(NATION, delivery=("counter",)), "delivery", "post", "-"),
        (replace(NATION, acceptance="clerk"), "acceptance", "automatic", "clerk"),
        (replace(NATION, identity_level=3), "identity_level", "2", "3"),
        (replace(NATION, commitment=None), "commitment.materials", "contract", "-"),
        (replace(NATION, handled_across_provinces=None), "handled_across_provinces", "true", "false"),
        (replace(NATION, effective_until="2030-01-01"), "effective_until", "-", "2030-01-01"),
        (replace(NATION, certificate=None), "certificate", "11100000000013338W009", "-"),
        (
            replace(NATION, certificate=replace(NATION.certificate, valid_years=2) if NATION.certificate else None),
            "certificate.valid_years",
            "3",
            "2",
        ),
    ],
)
def test_stricter_than_the_nation_is_refused_with_the_difference(
    stricter: Item, field: str, nation: str, here: str
) -> None:
    """The refusal shows the field, what the nation says and what the province says; nothing changes."""
    outcome = PUBLISHED.when(province(stricter))
    refused = ItemRefused(GUIDE.code, 1, "stricter-than-nation", differences=(Difference(field, nation, here),))
    outcome.then(refused).then_state(Listed((NATION,))).then_publishes("catalogue.item-refused.v1")


def test_more_steps_than_the_nations_are_refused() -> None:
    """One more to wait for is one more review and one more stage."""
    longer = (*NATION.steps, Step("again", NAME, ("culture",), ("review",)))
    (refused,) = PUBLISHED.when(province(replace(NATION, steps=longer))).events
    assert [one.field for one in refused.differences] == ["steps", "steps[].departments"]


def test_name_code_type_and_law_are_the_nations() -> None:
    """四级四同: the same item is the same everywhere."""
    for changed in (replace(NATION, name=NAME), replace(NATION, matter_type="20"), replace(NATION, law=NATION.law * 2)):
        (refused,) = PUBLISHED.when(province(changed)).events
        assert [one.field for one in refused.differences] in (["name"], ["matter_type"], ["law"])


def test_an_automatic_decision_may_only_be_widened() -> None:
    """The nation's rule in brackets, `||`, and the province's own: whoever the nation approves, it approves too."""
    rule = AutomaticDecision(1, "applicant.level >= 3")
    nation = replace(NATION, kind="instant", automatic_decision=rule)
    given_it = Scenario(DEFINITION).given(ItemPublished(nation))
    wider = replace(nation, automatic_decision=AutomaticDecision(1, "(applicant.level >= 3) || channel == 'window'"))
    given_it.when(province(wider)).then(ProvincialItemPublished("530000", 1, wider))
    for narrower in (None, AutomaticDecision(1, "applicant.level >= 4")):
        (refused,) = given_it.when(province(replace(nation, automatic_decision=narrower))).events
        assert [one.field for one in refused.differences] == ["automatic_decision.expression"]


def test_a_provinces_version_never_changes_and_is_said_once() -> None:
    """The same again is nothing; other content under the same version is refused; another province has its own."""
    said = ProvincialItemPublished("530000", 1, NATION)
    there = PUBLISHED.given(said)
    there.when(province(NATION)).then_nothing()
    there.when(province(replace(NATION, promised_days=3))).then(ItemRefused(GUIDE.code, 1, "item-version-conflict"))
    there.when(province(NATION, "610000")).then(ProvincialItemPublished("610000", 1, NATION))


def test_what_the_nation_has_not_published_is_waited_for() -> None:
    """A province's form may overtake the nation's on the bus."""
    Scenario(DEFINITION).when_too_early(province(NATION))
    PUBLISHED.when_too_early(province(NATION, national_version=2))


ORDERS = st.permutations(
    [publish(GUIDE), publish(GUIDE_2), province(GUIDE), province(GUIDE_2, "610000", 2), province(GUIDE)]
)


@given(ORDERS)
def test_whatever_the_order_the_catalogue_is_the_same(commands: list[Any]) -> None:
    """Early, late and twice: what comes too early is offered again, and each version is published once."""
    state, events = DEFINITION.initial, list[Any]()
    waiting = list(commands)
    while waiting:
        command = waiting.pop(0)
        try:
            decided = DEFINITION.decide(command, state)
        except NotYet:
            waiting.append(command)
            continue
        for event in decided:
            state = DEFINITION.evolve(state, event)
            events.append(event)
    assert state == Listed(
        (GUIDE, GUIDE_2), (ProvincialItemPublished("530000", 1, GUIDE), ProvincialItemPublished("610000", 2, GUIDE_2))
    )
    assert len(events) == 4


def heritage(folder: Path, **own: Any) -> Path:
    """A catalogue with the guide's item, and what 云南 does otherwise."""
    (folder / "guide.yaml").write_text(yaml.safe_dump(document(), allow_unicode=True), encoding="utf-8")
    (folder / "530000").mkdir()
    said = {"inherits": "000122008000", "version": 1, **own}
    (folder / "530000" / "guide.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return folder


def test_a_provinces_file_says_only_what_differs(tmp_path: Path) -> None:
    """The rest is the nation's; entries with a code are changed one by one."""
    folder = heritage(tmp_path, promised_days=5, fees=[{"code": "card", "fen": 500}])
    (one,) = read_provincial(folder, read_documents(folder))
    fees = [{**document()["fees"][0], "fen": 500}]
    assert one.document == {**document(), "promised_days": 5, "fees": fees}
    assert (one.province, one.national_version) == ("530000", 1)
    (_, owed) = starting_commands(Settings(items=folder))
    assert (owed.type, owed.subject, owed.province) == (
        "catalogue.publish-provincial-item.v1",
        "item-000122008000",
        "530000",
    )


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"promised_days": 10}, "promised_days must be no stricter than the nation's 9, but is 10. Ask for less."),
        ({"inherits": "000199999000"}, "inherits must be the code of one of the nation's items (000122008000)."),
        ({"fees": [{"code": "card", "fen": -5}]}, "fees[0].fen must be a whole number of fen"),
        ({"colour": "red"}, "colour must be a field of an item."),
    ],
)
def test_a_provinces_file_that_may_not_be_ends_the_start(tmp_path: Path, own: dict[str, Any], told: str) -> None:
    """File, field, rule and remedy; the difference is shown."""
    folder = heritage(tmp_path, **own)
    with pytest.raises(ItemsFaulty) as faulty:
        read_provincial(folder, read_documents(folder))
    assert str(faulty.value).startswith(f"530000/guide.yaml: {told}")

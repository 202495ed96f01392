"""统一身份认证 (identity), as the law tells it: who applies is known as surely as the item needs, and no more is known
of them than that; each journey is one sentence.

All of it under the nation's levels (实名等级), where the register gives less than some items need.
"""

import json
from typing import Any

import pytest

from deploy.local.probe import wait_until
from deploy.local.suite import url
from tests.journeys.ear import Ear
from tests.journeys.town import Town
from tests.journeys.window import (
    DRIVING_LICENCE,
    HOUSING_FUND,
    PHYSICIAN,
    RESTAURANT,
    SOLE_TRADER,
    TEACHER,
    Case,
    No,
    Window,
    applicant,
)

pytestmark = pytest.mark.usefixtures("nations_levels")

YUNNAN, GUANGDONG = "530000", "440000"
CONFIRMED = {"decision": "confirm", "opinion": "本人到场，人证一致"}


def waiting(window: Window, province: str = YUNNAN) -> dict[str, dict[str, Any]]:
    """The clerks' queue of a province, by case."""
    page = window.get("/officer/identity-reviews?limit=200", window.staff(province, "clerk"))
    return {one["case"]: one for one in page["reviews"]}


def queued(window: Window, case: Case) -> dict[str, Any]:
    """The applicant of this case, in the queue."""
    assert wait_until(lambda: case.id in waiting(window), 30), waiting(window)
    return waiting(window)[case.id]


def reviewed(window: Window, asked: dict[str, Any], **said: str) -> None:
    """A clerk of 云南 decides."""
    about = f"/officer/identity-reviews/{asked['person']}"
    window.post(about, {"round": asked["round"], **CONFIRMED, **said}, window.staff(YUNNAN, "clerk"))


@pytest.mark.parametrize(
    "number", ["11010519491231002Y", "110105194902300021", "110105194912310021", "91530000MA6K0000XX"]
)
def test_an_impossible_number_is_refused_at_the_door(window: Window, number: str) -> None:
    """A wrong check character, a day that no month has, a credit code of nobody: field, rule and remedy, at once; and
    the number is not repeated.
    """
    form = window.form(TEACHER)
    with pytest.raises(No) as refused:
        window.post("/cases", {**form, "applicant": {**form["applicant"], "number": number}})
    (fault,) = refused.value.problem["errors"]
    assert (refused.value.status, fault["field"], fault["rule"]) == (422, "applicant.number", "identifier-invalid")
    assert fault["text"]["zh"]
    assert fault["remedy"]["en"]
    assert number not in json.dumps(refused.value.problem)


def test_a_name_that_is_not_the_numbers_is_refused_with_its_ground(window: Window) -> None:
    """The number may be right, and the person another."""
    who = window.somebody()
    case = window.applies(TEACHER, applicant={**applicant(who), "name": f"{who.name}冒"})
    refused = case.comes_to("refused")
    assert (refused["refused_at"], refused["reason"]["name"]) == ("acceptance", "name-mismatch")


def test_the_guide_says_how_surely_one_must_be_known(window: Window) -> None:
    """In both languages, with what to do where the register is not enough."""
    assert window.item(HOUSING_FUND)["identity_level"] == 3
    guide = window.get(f"/items/{HOUSING_FUND}/guide")
    (section,) = (one for one in guide["sections"] if one["section"] == "identity")
    assert "中级实名" in section["lines"][0]["zh"]
    assert "level 3" in section["lines"][0]["en"]
    assert "银行卡" in section["lines"][1]["zh"]
    assert not [one for one in window.get(f"/items/{TEACHER}/guide")["sections"] if one["section"] == "identity"]


def test_where_the_register_is_not_enough_the_applicant_is_told_what_to_do(window: Window) -> None:
    """The register is sure at level 2; a withdrawal needs 3. Nothing is decided, and the remedy is named."""
    refused = window.applies(HOUSING_FUND).comes_to("refused")
    assert (refused["refused_at"], refused["reason"]["name"]) == ("acceptance", "bank-card-missing")
    assert "人工核验" in refused["reason"]["remedy"]["zh"]
    assert "bank" in refused["reason"]["remedy"]["en"]


def test_a_bank_card_reaches_what_the_register_does_not(window: Window, ear: Ear) -> None:
    """四要素: name, number, card and telephone belong together; level, evidence and end are shown."""
    who = window.somebody()
    case = window.applies(HOUSING_FUND, applicant=applicant(who, card=window.card_of(who)))
    case.comes_to("closed")
    known = case.view()["identity"]
    assert (known["level"], known["evidence"]) == (3, "bank-card")
    assert known["name"] == {"zh": "中级实名", "en": "substantial"}
    assert known["expires_at"] == ear.hears(case.id, "identity.person-verified")["expires_at"]


def test_another_persons_card_proves_nothing(window: Window) -> None:
    """The bank says no, and does not say which of the four it was."""
    who, other = window.somebody(), window.somebody()
    case = window.applies(HOUSING_FUND, applicant=applicant(who, card=window.card_of(other)))
    assert case.comes_to("refused")["reason"]["name"] == "bank-card-mismatch"


def test_a_clerk_reaches_it_too_and_the_applicant_sees_until_when(window: Window) -> None:
    """人工核验 on the applicant's wish: it lies in the queue of the province, by pseudonym, with the day it is due."""
    who = window.somebody()
    case = window.applies(HOUSING_FUND, who, review=True)
    asked = queued(window, case)
    assert asked["ground"] == "review-wanted"
    assert who.name not in json.dumps(asked, ensure_ascii=False)
    assert case.shows("identity_review_due") == asked["due"]
    assert case.view()["stage"] == "received"
    reviewed(window, asked)
    case.comes_to("closed")
    assert {"level": 4, "evidence": "manual-review"}.items() <= case.view()["identity"].items()
    assert wait_until(lambda: case.id not in waiting(window), 30)


def test_a_clerk_who_cannot_confirm_says_why(window: Window) -> None:
    """The applicant reads the ground, and what to do."""
    case = window.applies(PHYSICIAN, review=True)
    asked = queued(window, case)
    reviewed(window, asked, decision="refuse", opinion="照片与本人不符", reason="review-refused")
    refused = case.comes_to("refused")
    assert refused["reason"]["name"] == "review-refused"
    assert refused["reason"]["remedy"]["zh"]


def test_only_the_provinces_own_clerks_decide_on_it(window: Window) -> None:
    """Neither another province's clerk, nor an officer, nor a queue that is not one's own."""
    case = window.applies(PHYSICIAN, review=True)
    asked = queued(window, case)
    about, said = f"/officer/identity-reviews/{asked['person']}", {"round": asked["round"], **CONFIRMED}
    for province, role, why in ((GUANGDONG, "clerk", "other-province"), (YUNNAN, "officer", "role-missing")):
        with pytest.raises(No) as refused:
            window.post(about, said, window.staff(province, role))
        assert refused.value.kind == why
    assert case.id not in waiting(window, GUANGDONG)
    reviewed(window, asked)
    case.comes_to("review")


def test_within_its_term_a_confirmation_serves_later_cases(window: Window, town: Town) -> None:
    """The register and the bank are not asked again: here they would say no by now."""
    who = window.somebody()
    card = window.card_of(who)
    first = window.applies(PHYSICIAN, applicant=applicant(who, card=card))
    first.comes_to("review")
    at = url(town.machine, "register")
    window.post(f"{at}/population", {"people": [{"number": who.number, "name": "别人"}]})
    stranger = {"number": who.number, "name": "别人", "card": card, "phone": who.phone}
    window.post(f"{at}/cards", {"cards": [stranger]})
    second = window.applies(PHYSICIAN, who)
    second.comes_to("review")
    assert second.view()["identity"] == first.view()["identity"]


def test_of_a_shared_case_identity_is_asked_where_it_is_handed_in(window: Window, ear: Ear) -> None:
    """跨省通办: for the level that the deciding province's item needs; that province need not ask again."""
    who = window.somebody()
    refused = window.applies(DRIVING_LICENCE, who, decided_in=GUANGDONG).comes_to("refused")
    assert refused["reason"]["name"] == "bank-card-missing"
    card = window.card_of(who)
    here = window.applies(DRIVING_LICENCE, applicant=applicant(who, card=card), decided_in=GUANGDONG)
    there = window.open(here.shows("continued"))
    there.comes_to("payment")
    assert there.view()["identity"]["level"] == 3
    assert not ear.heard(there.id, "identity.person-verified")


def test_one_form_asks_for_a_clerk_for_all_its_cases(window: Window) -> None:
    """一件事: the wish travels with each part; a clerk looks once."""
    parts = [{"item": SOLE_TRADER, "materials": window.papers(SOLE_TRADER)}]
    usual = {"item": RESTAURANT, "province": YUNNAN, "delivery": {"method": "counter"}, "review": True}
    receipt = window.post("/bundles", {**usual, "applicant": applicant(window.somebody()), "parts": parts})
    bundle = Case(window, receipt["bundle"], receipt["access_code"])
    assert wait_until(lambda: len(bundle.view()["parts"]) == 1, 30)
    part = window.open(bundle.view()["parts"][0])
    reviewed(window, queued(window, part))
    part.handed_over()
    assert bundle.comes_to("finished")["outcome"] == "whole"

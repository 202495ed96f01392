"""并联审批 and 好差评: a join that no duplicate and no race can mislead, and one scale that 1 is the best of."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.shelf import Shelf
from tests.journeys.window import HOUSING_FUND, NO, PHYSICIAN, YES, Case, No, Window

DEPARTMENTS = ("fire", "health", "market")
NAME = {"zh": "部门", "en": "Department"}
STEPS = (
    {"code": "site", "name": NAME, "departments": ["fire", "health"], "after": []},
    {"code": "head", "name": NAME, "departments": ["market"], "after": ["site"]},
)
"""Fire and health review side by side (会签); only when both have approved the market authority is asked."""


@pytest.fixture
def case(window: Window, shelf: Shelf) -> Case:
    """A case that waits for two departments."""
    departments = [{"code": code, "name": NAME} for code in DEPARTMENTS]
    case = window.applies(shelf.put(PHYSICIAN, departments=departments, steps=list(STEPS)))
    case.comes_to("review")
    return case


def answers(desk: Desk, case: Case, said: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Departments answer over the bus, as their own systems would."""
    for step, department, decision in said:
        answer = {"step": step, "department": department, **decision}
        desk.send("cases.record-review.v1", case.id, case.id, answer, about=f"{department}-{decision['decision']}")


def opened(ear: Ear, case: Case) -> list[str]:
    """The steps that were opened so far, as often as they were."""
    return sorted(step["step"] for one in ear.heard(case.id, "cases.reviews-opened") for step in one["steps"])


FIRE, HEALTH, MARKET = ("site", "fire", YES), ("site", "health", YES), ("head", "market", YES)


@pytest.mark.parametrize("order", [(FIRE, HEALTH), (HEALTH, FIRE)], ids=["fire first", "health first"])
def test_answers_that_are_delivered_twice_and_at_once_open_the_next_step_once(
    desk: Desk, ear: Ear, case: Case, order: tuple[Any, ...]
) -> None:
    """The same message ids come twice, in any order, even before their step: nothing is asked or decided twice."""
    answers(desk, case, (MARKET, *order, *order, MARKET))
    ear.hears_all(case.id, "cases.review-recorded", 3)
    assert opened(ear, case) == ["head", "site"]
    answers(desk, case, (*order, MARKET))
    case.staff("decision", YES)
    ear.hears_all(case.id, "cases.application-approved", 1)
    case.handed_over()
    ear.hears_all(case.id, "cases.review-recorded", 3)
    assert opened(ear, case) == ["head", "site"]


def test_two_departments_that_answer_in_one_moment_open_the_next_step_once(ear: Ear, case: Case) -> None:
    """At the portal, four requests at a time, each department's sent twice."""
    said = [{"step": "site", "department": one, **YES} for one in ("fire", "health")] * 2
    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(lambda answer: case.staff("reviews", answer), said))
    ear.hears_all(case.id, "cases.review-recorded", 2)
    case.staff("reviews", {"step": "head", "department": "market", **YES})
    ear.hears_all(case.id, "cases.review-recorded", 3)
    assert opened(ear, case) == ["head", "site"]


@pytest.mark.parametrize("refuses_first", [True, False], ids=["the refusal first", "the approval first"])
def test_one_refusal_in_a_race_of_answers_refuses_the_application(
    desk: Desk, ear: Ear, case: Case, refuses_first: bool
) -> None:
    """会签: all must approve. Whoever is heard first, it is refused once, and nobody can approve it after that."""
    race = [("site", "health", NO), FIRE] if refuses_first else [FIRE, ("site", "health", NO)]
    answers(desk, case, race * 2)
    assert case.comes_to("refused")["refused_at"] == "decision"
    desk.send("cases.decide-application.v1", case.id, case.id, YES)
    assert ear.hears(case.id, "cases.request-refused")["reason"] in ("not-under-review", "not-decidable")
    ear.hears_all(case.id, "cases.application-refused", 1)
    assert opened(ear, case) == ["site"]
    assert not ear.heard(case.id, "cases.application-approved")


def test_an_answer_that_was_given_stands(ear: Ear, case: Case) -> None:
    """Who changes their mind is told so; an unknown department has no word."""
    case.staff("reviews", {"step": "site", "department": "fire", **YES})
    ear.hears_all(case.id, "cases.review-recorded", 1)
    case.staff("reviews", {"step": "site", "department": "fire", **NO})
    case.staff("reviews", {"step": "site", "department": "market", **YES})
    refused = ear.hears_all(case.id, "cases.office-request-refused", 2)
    assert {one["reason"] for one in refused} == {"review-stands", "step-unknown"}
    assert case.view()["stage"] == "review"


def test_one_is_the_best_and_five_the_worst_of_a_rating(window: Window, ear: Ear) -> None:
    """GB/T 39046: 基本满意 (3) is still good; 4 and 5 are to be put right, and nothing else is a rating."""
    cases = {level: window.applies(HOUSING_FUND) for level in (1, 2, 3, 4, 5)}
    for level, case in cases.items():
        case.comes_to("closed")
        case.does("rating", {"level": level})
    for level, case in cases.items():
        assert ear.hears_all(case.id, "cases.service-rated", 1)[0]["level"] == level
        ear.hears_all(case.id, "cases.rectification-opened", int(level >= 4))
    for wrong in (0, 6, True, "1"):
        with pytest.raises(No) as refused:
            cases[1].does("rating", {"level": wrong})
        assert refused.value.status == 422

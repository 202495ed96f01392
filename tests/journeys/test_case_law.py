"""办件 (cases), as the law tells them: each journey is one sentence, walked at the portal and heard on the bus."""

import pytest

from tests.journeys.ear import Ear
from tests.journeys.window import (
    ACCEPTED,
    BUSINESS_LICENCE,
    CONSTRUCTION,
    FOOD,
    HOUSING_FUND,
    NO,
    PHYSICIAN,
    ROAD_TRANSPORT,
    SOCIAL_CARD,
    SOLE_TRADER,
    TEACHER,
    TOBACCO,
    YES,
    Case,
    No,
    Window,
    paper,
)

WAY = (
    *("application-submitted", "application-accepted", "application-approved", "fee-requested", "fee-settled"),
    *("certificate-issued", "collection-awaited", "case-closed", "service-rated"),
)


SILENCE_DAYS = str(2 / 86_400)
"""Two seconds."""


def answer(step: str, department: str, said: dict[str, str] = YES) -> dict[str, str]:
    """A department's answer."""
    return {"step": step, "department": department, **said}


def test_a_case_goes_from_submission_to_rating(window: Window) -> None:
    """Submitted, accepted, decided, fee, certificate, collected, closed, rated: in this order, each once."""
    case = window.applies(SOCIAL_CARD)
    case.approved()
    case.pays()
    case.handed_over()
    case.does("rating", {"level": 1})
    assert case.shows("rating") == 1
    assert [step for step in case.steps() if step in WAY] == list(WAY)


def test_a_held_certificate_stands_for_a_material_and_the_consent_lapses_with_the_case(
    window: Window, ear: Ear
) -> None:
    """The applicant hands in what is held nowhere, and is told why the rest is not needed (用证授权)."""
    who = window.somebody()
    licence = window.applies(SOLE_TRADER, who).handed_over()["certificate"]
    consent = {"material": "business-licence", "certificate_type": BUSINESS_LICENCE}

    case = window.applies(FOOD, who, without=["business-licence"], consents=[consent])
    found = case.shows("satisfied")
    assert found == [{"material": "business-licence", "identifier": licence, "why": "presented-with-consent"}]
    case.approved()
    case.handed_over()
    assert ear.hears(case.id, "certificates.presentation-lapsed")


def test_what_is_missing_is_asked_for_once_and_in_full(window: Window, ear: Ear) -> None:
    """The clerk's list and what the rule misses are one list; a second list is refused, all of it in is accepted."""
    case = window.applies(TEACHER, without=["id-card"])
    case.comes_to("examination")
    case.staff("examination", {"decision": "supplement", "missing": ["photo"], "opinion": "请补正"}, "clerk")
    asked = case.comes_to("supplement")["missing"]
    assert {one["code"] for one in asked} == {"id-card", "photo"}
    assert not ear.heard(case.id, "cases.application-accepted"), "no limit runs before the acceptance"

    case.does("materials", {"materials": [paper("id-card"), paper("photo")]})
    case.comes_to("review")
    with pytest.raises(No) as second:
        case.staff("examination", {"decision": "supplement", "missing": ["photo"], "opinion": "再补"}, "clerk")
    assert second.value.kind == "wrong-moment"


@pytest.mark.parametrize(
    "retold", [("cases", {"CASES_EXAMINATION_DAYS": SILENCE_DAYS})], indirect=True, ids=["silence"]
)
@pytest.mark.usefixtures("retold")
def test_an_application_that_the_clerk_does_not_answer_is_accepted_by_law(window: Window) -> None:
    """行政许可法 Art. 32: silence is acceptance. Here the five working days are seconds."""
    case = window.applies(TEACHER)
    case.comes_to("review")
    assert "application-accepted" in case.steps()


def test_a_refusal_at_the_acceptance_names_its_ground(window: Window) -> None:
    """In both languages, with what to do."""
    case = window.applies(TEACHER)
    case.comes_to("examination")
    case.staff("examination", NO, "clerk")
    refused = case.comes_to("refused")
    assert refused["refused_at"] == "acceptance"
    assert refused["reason"]["text"]["zh"]
    assert refused["reason"]["remedy"]["en"]


def under_review(window: Window) -> Case:
    """A construction permit that a clerk has accepted, and whose papers the first department has approved."""
    case = window.applies(CONSTRUCTION)
    case.comes_to("examination")
    case.staff("examination", ACCEPTED, "clerk")
    case.comes_to("review")
    case.staff("reviews", answer("document-review", "housing"))
    return case


def test_departments_review_side_by_side_and_the_decision_waits_for_all(window: Window, ear: Ear) -> None:
    """Two steps open at once, whoever answers twice answers once, and before the last answer nothing is decided."""
    case = under_review(window)
    for _ in range(2):
        case.staff("reviews", answer("safety-review", "quality-supervision"))
    case.staff("decision", YES)
    assert ear.hears(case.id, "cases.request-refused")["reason"] == "reviews-open"
    case.staff("reviews", answer("planning-review", "natural-resources"))
    case.staff("reviews", answer("decision", "housing"))
    ear.hears(case.id, "cases.review-recorded")
    opened = [{step["step"] for step in one["steps"]} for one in ear.heard(case.id, "cases.reviews-opened")]
    assert {"planning-review", "safety-review"} in opened
    supervisor_decides(case, ear)


def supervisor_decides(case: Case, ear: Ear) -> None:
    """Another member of staff than those before decides, when all answers are in."""
    ear.hears_all(case.id, "cases.review-recorded", 4)
    case.staff("decision", {**YES, "opinion": "各部门均已同意"}, "supervisor")
    assert ear.hears(case.id, "cases.application-approved")
    assert len(ear.heard(case.id, "cases.review-recorded")) == 4


def test_any_department_that_refuses_refuses_the_application(window: Window) -> None:
    """At once, whatever the others would say."""
    case = under_review(window)
    case.staff("reviews", answer("planning-review", "natural-resources", NO))
    assert case.comes_to("refused")["refused_at"] == "decision"


def test_who_accepts_may_not_decide(window: Window) -> None:
    """受审分离: the clerk has no word in the decision."""
    case = window.applies(TEACHER)
    case.comes_to("examination")
    case.staff("examination", ACCEPTED, "clerk")
    case.comes_to("review")
    with pytest.raises(No) as refused:
        case.staff("decision", YES, "clerk")
    assert refused.value.kind == "role-missing"
    case.staff("decision", NO)
    case.comes_to("refused")


def test_a_hearing_stops_the_clock_and_an_extension_adds_days(window: Window, ear: Ear) -> None:
    """行政许可法 Art. 42, 45: while the hearing lasts nothing is decided; then the limit is counted anew."""
    case = window.applies(TOBACCO)
    before = case.comes_to("review")["promised_due"]
    case.staff("procedures", {"kind": "hearing", "ground": "申请人申请听证", "days": 5})
    assert ear.hears(case.id, "cases.clock-stopped")["procedure"] == "hearing"
    case.staff("decision", YES)
    assert ear.hears(case.id, "cases.request-refused")["reason"] == "procedure-open"
    case.staff("procedures/end", {"kind": "hearing", "result": "听证笔录已归卷"})
    resumed = ear.hears(case.id, "cases.clock-resumed")
    assert resumed["promised_due"] >= before

    case.staff("extension", {"days": 3, "ground": "案情复杂"}, "supervisor")
    extended = ear.hears(case.id, "cases.limit-extended")
    assert extended["promised_due"] > resumed["promised_due"]
    case.staff("decision", NO)
    case.comes_to("refused")


def test_an_item_with_a_rule_is_decided_at_once_and_the_decision_says_by_what(window: Window, ear: Ear) -> None:
    """秒批: no officer, but version and facts of the rule, so that it can be replayed."""
    case = window.applies(HOUSING_FUND)
    case.comes_to("closed")
    rule = ear.hears(case.id, "cases.application-approved")["rule"]
    assert rule["version"] == 1
    assert rule["facts"]["applicant_level"] >= 3
    assert set(rule["facts"]["materials"]) >= {"id-card", "withdrawal-ground", "bank-account"}


def test_an_application_can_be_withdrawn_until_the_decision_and_no_later(window: Window) -> None:
    """The decision, once made, stands; who comes after it is told so."""
    early, late = window.applies(PHYSICIAN), window.applies(PHYSICIAN)
    early.comes_to("review")
    early.does("withdrawal", {"reason_text": "不再需要"})
    early.comes_to("withdrawn")

    late.approved()
    late.comes_to("issuing", "delivery", "collection")
    with pytest.raises(No) as refused:
        late.does("withdrawal", {"reason_text": "不再需要"})
    assert (refused.value.status, refused.value.kind) == (409, "wrong-moment")


def test_a_returned_parcel_waits_for_the_applicants_word(window: Window) -> None:
    """Handed over is not received; the counter is as good as another parcel."""
    who = window.somebody()
    post = {"method": "post", "address": f"{who.address}查无此人"}
    case = window.applies(PHYSICIAN, who, delivery=post)
    case.approved()
    assert case.comes_to("choice")["choice"]["incident"]["name"] == "addressee-unknown"
    case.does("delivery-choice", {"method": "counter"})
    assert case.handed_over()["delivered"] == "counter"


def test_a_promise_is_decided_on_checked_and_when_broken_taken_back(window: Window, ear: Ear) -> None:
    """告知承诺: the paper comes never, the check later, and who promised wrongly loses what was given."""
    case = window.applies(ROAD_TRANSPORT, without=["no-major-accident"], commitment=True, province="330000")
    case.approved()
    case.pays()
    certificate = case.handed_over()["certificate"]
    assert case.shows("commitment")["state"] == "due"
    case.staff("commitment-check", {"kept": False, "opinion": "查有重大事故记录"})
    assert ear.hears(case.id, "certificates.certificate-status-changed")["state"] == "03"
    assert case.view()["commitment"]["state"] == "broken"
    assert not window.get(f"/certificates/{certificate}")["valid"]


def test_a_bad_rating_opens_a_rectification_with_a_clock_of_its_own(window: Window, ear: Ear) -> None:
    """差评整改: level 5 is the worst (GB/T 39046); it is put right, and that is written down."""
    case = window.applies(HOUSING_FUND)
    case.comes_to("closed")
    case.does("rating", {"level": 5, "comment": "太慢"})
    assert ear.hears(case.id, "cases.rectification-opened")["due"]
    case.staff("rectification", {"action": "put-right", "opinion": "已回访并改正"})
    assert ear.hears(case.id, "cases.rectification-recorded")["action"] == "put-right"

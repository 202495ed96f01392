"""Reviews side by side, their joins, and who may decide."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.events import ApplicationAccepted, ApplicationRefused, RequestRefused
from services.cases.items import Step
from services.cases.messages import WithdrawApplication
from services.cases.office_events import CaseAssigned, OpenStep, ReviewRecorded, ReviewsOpened
from services.cases.office_messages import AssignCase, Decision, RecordReview
from services.cases.service import DEFINITION
from services.cases.states import AwaitingFee, Refused, Reviewing, Withdrawn
from services.chassis.testing.disorder import deliver, orders
from tests.cases.samples import CASE, CASES, GUIDE, accepted, decision, submit, submitted, verified

SITE = Step("site", ("fire", "health"))
PLAN = Step("plan", ("planning",))
HEAD = Step("head", ("market",), after=("site", "plan"))
JOINT = replace(GUIDE, steps=(SITE, PLAN, HEAD))
ALONE = replace(GUIDE, steps=(Step("site", ("fire", "health", "market")),))
OPENED = ReviewsOpened((OpenStep("site", ("fire", "health")), OpenStep("plan", ("planning",))))
REVIEWING = CASES.given(submitted(JOINT), accepted(JOINT), OPENED)
WITHDRAW = WithdrawApplication(CASE, "不办了")


def review(step: str, department: str, word: Decision = "approve", opinion: str = "同意。") -> RecordReview:
    """A department's answer."""
    return RecordReview(CASE, step, department, word, opinion, "conditions-not-met" if word == "refuse" else None)


def recorded(said: RecordReview) -> ReviewRecorded:
    """What is kept of it."""
    return ReviewRecorded(said.step, said.department, said.decision, said.opinion, said.reason)


FIRE, HEALTH, PLANNING, MARKET = (
    review("site", "fire"),
    review("site", "health"),
    review("plan", "planning"),
    review("head", "market"),
)
NO = review("site", "health", "refuse", "通风不足。")
OPEN_HEAD = ReviewsOpened((OpenStep("head", ("market",)),))


def test_with_the_acceptance_the_first_steps_open_side_by_side() -> None:
    """Each department knows at once that it is asked."""
    outcome = CASES.given(submitted(JOINT)).when(verified())
    assert [type(event) for event in outcome.events] == [ApplicationAccepted, ReviewsOpened]
    assert outcome.events[1] == OPENED
    outcome.then_publishes("cases.application-accepted.v1", "cases.reviews-opened.v1")


def test_an_item_without_steps_costs_no_message_more() -> None:
    """An officer decides, as ever."""
    CASES.given(submitted()).when(verified()).then_publishes("cases.application-accepted.v1")


def test_a_step_with_several_departments_needs_all_of_them() -> None:
    """会签: with the last answer the step after it opens, and not before."""
    REVIEWING.when(PLANNING, FIRE).then(recorded(FIRE)).then_publishes("cases.review-recorded.v1")
    REVIEWING.when(PLANNING, FIRE, HEALTH).then(recorded(HEALTH), OPEN_HEAD)


def test_a_step_opens_once_all_before_it_are_done_whichever_is_last() -> None:
    """The join looks at who has answered; it counts nothing."""
    for order in permutations([FIRE, HEALTH, PLANNING]):
        REVIEWING.when(*order).then(recorded(order[-1]), OPEN_HEAD)


def test_an_answer_that_overtakes_its_step_waits_for_it() -> None:
    """The network may deliver the last answer first."""
    REVIEWING.when_too_early(MARKET)
    CASES.given(submitted(JOINT)).when_too_early(FIRE)


def test_one_refusal_refuses_the_application_at_once() -> None:
    """With its ground and opinion; the others need not answer any more."""
    refused = ApplicationRefused(CASE, "conditions-not-met", "decision", "通风不足。")
    REVIEWING.when(FIRE, NO).then(recorded(NO), refused).then_state(Refused(CASE, "conditions-not-met", refund=False))
    REVIEWING.when(NO, NO).then_nothing()
    late = REVIEWING.when(NO, PLANNING).then(RequestRefused("record-review", "not-under-review"))
    late.then_publishes("cases.office-request-refused.v1")


def test_once_all_approve_an_officer_decides() -> None:
    """Not before: the reason names what is missing."""
    early = REVIEWING.when(FIRE, HEALTH, PLANNING, decision())
    early.then(RequestRefused("decide-application", "reviews-open"))
    outcome = REVIEWING.when(FIRE, HEALTH, PLANNING, MARKET, decision())
    assert isinstance(outcome.state, AwaitingFee)


def test_the_same_answer_again_changes_nothing_and_another_one_is_refused() -> None:
    """What stands was published; whoever changed their mind is told so."""
    REVIEWING.when(HEALTH, HEALTH).then_nothing()
    REVIEWING.when(HEALTH, NO).then(RequestRefused("record-review", "review-stands"))


def test_nobody_answers_for_a_step_that_is_not_theirs() -> None:
    """Neither an unknown step, nor a department that takes no part in it."""
    unknown = RequestRefused("record-review", "step-unknown")
    REVIEWING.when(review("moon", "fire")).then(unknown)
    REVIEWING.when(review("plan", "fire")).then(unknown)
    CASES.given(submitted(), accepted()).when(FIRE).then(unknown)


def answers(fire: Decision, health: Decision, market: Decision) -> list[RecordReview]:
    """Three departments of one step."""
    return [review("site", "fire", fire), review("site", "health", health), review("site", "market", market)]


@pytest.mark.parametrize(
    "said",
    [
        answers("approve", "approve", "approve"),
        answers("approve", "refuse", "approve"),
        answers("refuse", "refuse", "approve"),
    ],
    ids=["all approve", "one refuses", "two refuse"],
)
def test_three_departments_in_every_order_twice_over_and_a_withdrawal_come_to_the_one_right_end(
    said: list[RecordReview],
) -> None:
    """Every order of three answers and a withdrawal, each answer said twice: whoever ended it first has ended it."""
    begun: list[Any] = [submit(ALONE), verified()]
    for order in permutations([*said, WITHDRAW]):
        course = [*begun, *(message for message in order for _ in range(2))]
        ending = deliver(DEFINITION, course)
        first = next(one for one in order if one is WITHDRAW or getattr(one, "decision", "") == "refuse")
        assert isinstance(ending.state, Withdrawn if first is WITHDRAW else Refused)
        assert ending.too_early == []
        assert sum(ending.types[end] for end in ("cases.application-refused.v1", "cases.case-withdrawn.v1")) == 1


@given(st.data())
def test_a_joint_review_opens_every_step_once_in_whatever_order(data: st.DataObject) -> None:
    """All answers approve: one end, one opening of each step, whatever the bus does."""
    course = [submit(JOINT), verified(), FIRE, HEALTH, PLANNING, MARKET]
    ending = deliver(DEFINITION, course, data.draw(orders(len(course))))
    assert ending.too_early == []
    assert isinstance(ending.state, Reviewing)
    assert ending.types["cases.reviews-opened.v1"] == 2
    assert ending.types["cases.review-recorded.v1"] == 4
    assert ending.offer(decision())


def test_who_accepted_may_not_decide() -> None:
    """受审分离: another officer has to look at it."""
    taken = replace(accepted(), accepted_by="clerk-1")
    by_clerk = CASES.given(submitted(), taken)
    by_clerk.when(replace(decision(), actor="clerk-1")).then(RequestRefused("decide-application", "same-officer"))
    by_clerk.when(AssignCase(CASE, "clerk-1", "head-1")).then(RequestRefused("assign-case", "same-officer"))
    assert isinstance(by_clerk.when(replace(decision(), actor="officer-2")).state, AwaitingFee)


def test_a_case_is_given_to_an_officer_and_handed_over() -> None:
    """Each change is an event for their inboxes; the same again is none."""
    under_review = CASES.given(submitted(), accepted())
    first, second = AssignCase(CASE, "officer-1", "head-1"), AssignCase(CASE, "officer-2", "officer-1")
    under_review.when(first).then(CaseAssigned("officer-1", "head-1")).then_publishes("cases.case-assigned.v1")
    under_review.when(first, first).then_nothing()
    under_review.when(first, second).then(CaseAssigned("officer-2", "officer-1"))
    CASES.given(submitted()).when_too_early(first)
    under_review.when(decision(), first).then(RequestRefused("assign-case", "not-under-review"))


def test_of_two_who_claim_a_case_the_first_has_it() -> None:
    """The other is told; claimed twice by one officer it is claimed once."""
    under_review = CASES.given(submitted(), accepted())
    ours, theirs = (AssignCase(CASE, officer, officer, claim=True) for officer in ("officer-1", "officer-2"))
    under_review.when(ours).then(CaseAssigned("officer-1", "officer-1"))
    under_review.when(ours, ours).then_nothing()
    under_review.when(ours, theirs).then(RequestRefused("assign-case", "claimed-by-another"))


def test_one_step_of_one_department_is_the_officers_decision_itself() -> None:
    """No department is asked, and no message is added; who answers for one all the same is told that there is none."""
    single = replace(GUIDE, steps=(Step("review", ("market",)),))
    reviewing = CASES.given(submitted(single), accepted(single))
    CASES.given(submitted(single)).when(verified()).then_publishes("cases.application-accepted.v1")
    reviewing.when(review("review", "market")).then(RequestRefused("record-review", "step-unknown"))
    assert isinstance(reviewing.when(decision()).state, AwaitingFee)

"""Decisions by rule (秒批): recorded so that they can be replayed; a machine refuses nobody."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.cases.automatic import facts
from services.cases.events import ApplicationApproved
from services.cases.further_events import CommitmentMade
from services.cases.items import AutomaticDecision, Item, Procedure, Step
from services.cases.neighbour_messages import RecordVerification
from services.cases.office_events import AppliedRule
from services.cases.office_messages import BeginProcedure, DeemAccepted, EndProcedure, ExamineApplication, RecordReview
from services.cases.service import DEFINITION
from services.cases.states import AwaitingFee, Reviewing
from services.chassis import codec
from services.chassis.contracts import Contracts
from services.chassis.expressions import holds
from services.chassis.testing.disorder import deliver, orders
from services.chassis.testing.scenario import Outcome
from tests.cases.further import PROMISED, promise
from tests.cases.samples import (
    AT_COUNTER,
    CASE,
    CASES,
    CONTRACT,
    DIPLOMA,
    FREE,
    GUIDE,
    MONDAY,
    PHOTO,
    TERMS,
    end_of,
    handed_in,
    submit,
    supplement,
    verified,
)

RULE = "applicant.level >= 3 && 'photo' in materials && province == '530000'"
ITEM = replace(GUIDE, automatic_decision=AutomaticDecision(4, RULE))
WITH_PHOTO = handed_in(CONTRACT, DIPLOMA, PHOTO)
APPLIED = AppliedRule(4, 3, ("contract", "diploma", "photo"), (), "mobile", "530000")


def confirmed(level: int | None = 3) -> RecordVerification:
    """identity answers, with the level of its assurance."""
    return replace(verified(), level=level)


def approval(outcome: Outcome) -> ApplicationApproved:
    """The approval among the last events."""
    (found,) = (event for event in outcome.events if isinstance(event, ApplicationApproved))
    return found


def test_what_the_rule_approves_is_approved_with_the_acceptance() -> None:
    """Accepted and approved in one commit; the fee is asked for."""
    outcome = CASES.when(submit(ITEM, WITH_PHOTO), confirmed())
    assert approval(outcome).rule == APPLIED
    assert isinstance(outcome.state, AwaitingFee)
    outcome.then_publishes("cases.application-accepted.v1", "cases.application-approved.v1").then_owes("collect-fee")


def test_the_decision_says_by_which_version_and_which_facts() -> None:
    """Whoever audits it can replay it: the same facts, the same answer."""
    found = approval(CASES.when(submit(ITEM, WITH_PHOTO), confirmed()))
    assert found.rule is not None
    assert holds(RULE, facts(found.rule))
    said = DEFINITION.publish(found, None)
    assert said is not None
    Contracts.load().check_strict(said.type, said.data)
    assert said.data["rule"]["version"] == 4
    assert said.data["rule"]["facts"]["applicant_level"] == 3


def test_where_the_rule_does_not_hold_an_officer_decides() -> None:
    """Too low a level, a paper the rule wants, a level that is not known: none of them is a refusal."""
    for course in (
        [submit(ITEM, WITH_PHOTO), confirmed(2)],
        [submit(ITEM), confirmed()],
        [submit(ITEM, WITH_PHOTO), confirmed(None)],
    ):
        outcome = CASES.when(*course)
        assert isinstance(outcome.state, Reviewing)
        outcome.then_publishes("cases.application-accepted.v1")


def test_what_is_handed_in_later_counts_too() -> None:
    """The applicant's level is kept until the papers are complete."""
    outcome = CASES.when(submit(ITEM, ()), confirmed(), supplement(PHOTO, DIPLOMA), supplement(CONTRACT))
    assert approval(outcome).rule == APPLIED


def test_with_steps_the_rule_speaks_when_all_departments_have_approved() -> None:
    """It replaces the officer's decision, not the departments'."""
    joint: Item = replace(ITEM, steps=(Step("site", ("fire", "health")),))
    fire = RecordReview(CASE, "site", "fire", "approve", "同意。")
    begun = [submit(joint, WITH_PHOTO), confirmed(), fire]
    assert isinstance(CASES.when(*begun).state, Reviewing)
    assert approval(CASES.when(*begun, replace(fire, department="health"))).rule == APPLIED


def test_a_rule_that_a_hearing_holds_up_speaks_when_the_clock_goes_on() -> None:
    """Whether the last department answers during the hearing or after it, the end is the same."""
    joint = replace(ITEM, steps=(Step("site", ("fire", "health")),), procedures=(Procedure("hearing", 20),))
    fire = RecordReview(CASE, "site", "fire", "approve", "同意。")
    health = replace(fire, department="health")
    begin = BeginProcedure(CASE, MONDAY, "hearing", "申请人申请听证。", 20)
    over = EndProcedure(CASE, MONDAY, "hearing", "已归卷。", TERMS)
    begun = [submit(joint, WITH_PHOTO), confirmed(), health, begin]
    assert isinstance(CASES.when(*begun, fire).state, Reviewing)
    assert approval(CASES.when(*begun, fire, over)).rule == APPLIED
    assert approval(CASES.when(*begun, over, fire)).rule == APPLIED


def test_a_promise_is_to_be_checked_when_a_rule_decides_on_it_after_the_last_review() -> None:
    """The check counts from the answer that completed the review."""
    ruled = AutomaticDecision(1, "applicant.level >= 3")
    both = (Step("site", ("fire", "health")),)
    item = replace(FREE, automatic_decision=ruled, steps=both, commitment=PROMISED.commitment)
    fire = RecordReview(CASE, "site", "fire", "approve", "同意。", at=MONDAY, terms=TERMS)
    health = replace(fire, department="health")
    outcome = CASES.when(replace(promise(item), delivery=AT_COUNTER), confirmed(), health, fire)
    (made,) = (event for event in outcome.events if isinstance(event, CommitmentMade))
    assert made.due == end_of(6, 8)


def test_an_item_without_a_rule_keeps_nothing_for_one() -> None:
    """An ordinary case stores and says what it always did."""
    outcome = CASES.when(submit(materials=WITH_PHOTO), confirmed())
    assert [type(event).__name__ for event in outcome.events] == ["ApplicationAccepted"]


@given(st.data())
def test_a_rule_gives_one_end_in_whatever_order(data: st.DataObject) -> None:
    """And what is stored of it can be read again."""
    course: list[Any] = [submit(ITEM, ()), confirmed(), supplement(PHOTO, DIPLOMA), supplement(CONTRACT, PHOTO)]
    ending = deliver(DEFINITION, course, data.draw(orders(len(course))))
    assert ending.too_early == []
    assert isinstance(ending.state, AwaitingFee)
    assert ending.types["cases.application-approved.v1"] == 1
    for event in ending.events:
        assert codec.convert(codec.plain(event), type(event)) == event


def test_what_silence_accepted_no_rule_approves() -> None:
    """Nobody has looked at it; where a clerk has accepted, the rule speaks."""
    examined: Item = replace(ITEM, acceptance="clerk")
    waiting = [submit(examined, WITH_PHOTO), confirmed()]
    silence = CASES.when(*waiting, DeemAccepted(CASE, terms=TERMS))
    assert isinstance(silence.state, Reviewing)
    silence.then_publishes("cases.application-accepted.v1")
    by_clerk = ExamineApplication(CASE, verified(1).at, "accept", "材料齐全。", actor="clerk-1", terms=TERMS)
    assert approval(CASES.when(*waiting, by_clerk)).rule == APPLIED

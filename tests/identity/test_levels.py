"""实名等级: each confirmation has a level, its evidence and an end; what is over or not enough is asked again."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.testing.disorder import disordered
from services.chassis.testing.scenario import Scenario
from services.chassis.vocabulary import Owed
from services.identity.levels import Levels, Way
from services.identity.person_events import (
    ApplicantRejected,
    Asker,
    CasePostponed,
    PersonVerified,
    ReviewRequested,
    VerificationRefused,
    VerificationRequested,
    Verified,
)
from services.identity.person_messages import (
    Claim,
    DecideReview,
    RecordBankAnswer,
    RecordRegisterAnswer,
    VerifyPerson,
)
from services.identity.process import next_commands
from services.identity.service import DEFINITION
from tests.identity.samples import LICENCE, NOON, OTHER_TOKEN, PERMIT, PERSON, TOKEN, verify, yes

SCENARIO = Scenario(DEFINITION)
YEAR = timedelta(days=365)
ENDS = NOON + YEAR
REQUESTED = VerificationRequested(PERSON, LICENCE, 1, TOKEN)
VERIFIED = PersonVerified(PERSON, LICENCE, 2, "register", NOON, ENDS)
CLERK = "yn-0317"
DUE, WARNING = NOON + timedelta(days=5), NOON + timedelta(days=3)
HIGH = replace(PERMIT, required=3)


def asks(asker: Asker, at: datetime = NOON, token: str = OTHER_TOKEN) -> VerifyPerson:
    """A case asks for its level at this moment."""
    return replace(verify(asker, token), at=at, required_level=asker.required)


def cannot_tell(round_: int = 1) -> RecordRegisterAnswer:
    """The register will not have the question."""
    return RecordRegisterAnswer(PERSON, round_, found=False, checked_at=NOON, reason="register-refused")


def bank(level: int | None = 3, round_: int = 1) -> RecordBankAnswer:
    """The bank knows the card; or it does not."""
    return RecordBankAnswer(PERSON, round_, NOON, level, None if level else "bank-card-mismatch")


def confirm(round_: int = 1, actor: str | None = CLERK) -> DecideReview:
    """A clerk has seen the person."""
    return DecideReview(PERSON, NOON, round_, "confirm", "证件与本人相符。", actor=actor)


def test_a_confirmation_carries_level_evidence_and_end() -> None:
    """And says so to the case."""
    outcome = SCENARIO.given(REQUESTED).when(replace(yes(), expires_at=ENDS)).then(VERIFIED)
    said = DEFINITION.publish(outcome.events[0], outcome.state)
    assert said is not None
    assert said.data == {
        "person": PERSON,
        "level": 2,
        "evidence": "register",
        "expires_at": "2027-05-06T04:00:00.000Z",
    }


def test_while_it_lasts_it_serves_and_when_it_is_over_it_is_asked_again() -> None:
    """To the second, by the time of the message."""
    known = SCENARIO.given(REQUESTED, VERIFIED)
    second = timedelta(seconds=1)
    known.when(asks(PERMIT, ENDS - second)).then(replace(VERIFIED, asker=PERMIT)).then_owes()
    known.when(asks(PERMIT, ENDS)).then(VerificationRequested(PERSON, PERMIT, 2, OTHER_TOKEN)).then_owes(
        "ask-register-2"
    )


def test_a_higher_level_is_asked_by_the_evidence_that_reaches_it() -> None:
    """Register 2, bank card 3, a clerk 4: the least trouble that is enough."""
    SCENARIO.when(asks(HIGH)).then_owes("ask-bank-card-1")
    SCENARIO.given(REQUESTED, VERIFIED).when(asks(HIGH)).then_owes("ask-bank-card-2")
    highest = replace(PERMIT, required=4)
    outcome = SCENARIO.when(asks(highest))
    outcome.then(
        VerificationRequested(PERSON, highest, 1, OTHER_TOKEN, "manual-review"),
        ReviewRequested(PERSON, highest, 1, "review-wanted", DUE, WARNING),
    ).then_owes().then_publishes("identity.review-requested.v1")


def test_a_level_that_nothing_reaches_is_refused_at_once() -> None:
    """With its reason, and without harm to what is confirmed."""
    bounded = replace(asks(HIGH), levels=Levels(ways=(Way("register", 2),)))
    SCENARIO.given(REQUESTED, VERIFIED).when(bounded).then(
        ApplicantRejected(PERSON, HIGH, "level-unreachable")
    ).then_publishes("identity.verification-refused.v1")


def test_what_was_confirmed_stands_if_a_higher_level_is_not_reached() -> None:
    """The next case that needs no more is answered from it."""
    asking = SCENARIO.given(REQUESTED, VERIFIED, VerificationRequested(PERSON, HIGH, 2, OTHER_TOKEN, "bank-card"))
    outcome = asking.when(bank(None, 2)).then(VerificationRefused(PERSON, HIGH, "bank-card-mismatch"))
    outcome.then_state(Verified(2, "register", NOON, (LICENCE.case, HIGH.case), ENDS, 2))


def test_a_bank_card_confirms_at_its_level() -> None:
    """And says on what."""
    asking = SCENARIO.given(VerificationRequested(PERSON, HIGH, 1, OTHER_TOKEN, "bank-card"))
    asking.when(bank()).then(PersonVerified(PERSON, HIGH, 3, "bank-card", NOON))
    asking.when(yes()).then_nothing()
    asking.when_too_early(bank(3, 2))


def test_a_case_that_needs_more_waits_for_a_round_of_its_own() -> None:
    """It neither joins a question that cannot be enough for it, nor holds that up."""
    outcome = SCENARIO.given(REQUESTED).when(asks(HIGH))
    outcome.then(CasePostponed(HIGH, OTHER_TOKEN, "bank-card", "")).then_owes()
    SCENARIO.given(REQUESTED).when(asks(HIGH), yes()).then(
        replace(VERIFIED, expires_at=None), VerificationRequested(PERSON, HIGH, 2, OTHER_TOKEN, "bank-card")
    ).then_owes("ask-bank-card-2")


def test_another_name_under_the_number_is_asked_about_by_itself() -> None:
    """Nobody is confirmed by what another application said."""
    named = replace(REQUESTED, name="0" * 24)
    other = replace(asks(PERMIT), claim=Claim(name="f" * 24))
    SCENARIO.given(named).when(other).then(CasePostponed(PERMIT, OTHER_TOKEN, "register", "f" * 24))
    again = VerificationRequested(PERSON, PERMIT, 2, OTHER_TOKEN, name="f" * 24)
    SCENARIO.given(named, VERIFIED).when(other).then(again)
    mismatch = RecordRegisterAnswer(PERSON, 2, found=True, checked_at=NOON, reason="name-mismatch")
    SCENARIO.given(named, VERIFIED, again).when(mismatch).then(VerificationRefused(PERSON, PERMIT, "name-mismatch"))
    same = replace(asks(PERMIT), claim=Claim(name="0" * 24))
    SCENARIO.given(named, VERIFIED).when(same).then(replace(VERIFIED, asker=PERMIT))


@pytest.mark.parametrize("fault", ["identity-unreadable", "identifier-invalid", "identity-forged"])
def test_a_forged_applicant_is_refused_and_says_nothing_of_the_person(fault: str) -> None:
    """Neither those who wait nor what is confirmed suffers from it; nobody outside is asked."""
    forged = replace(asks(PERMIT), claim=Claim(fault))
    no = ApplicantRejected(PERSON, PERMIT, fault)
    for history in ((), (REQUESTED,), (REQUESTED, VERIFIED)):
        SCENARIO.given(*history).when(forged).then(no).then_owes().then_publishes("identity.verification-refused.v1")
    SCENARIO.given(REQUESTED, no).when(yes()).then(replace(VERIFIED, expires_at=None))
    SCENARIO.given(no).when(verify(LICENCE)).then(REQUESTED)


NEEDED = {"A": 1, "B": 2, "C": 3, "D": 3, "E": 4}
CASES = tuple(Asker(f"case-530000-{letter}", "530000", level) for letter, level in NEEDED.items())


def everybody(owed: Owed) -> list[RecordRegisterAnswer | RecordBankAnswer]:
    """Register and bank know the person."""
    round_ = owed.data["round"]
    return [yes(round_)] if owed.type == "identity.ask-register.v1" else [bank(3, round_)]


@given(st.data())
def test_every_case_is_answered_once_at_its_level_in_any_order(data: st.DataObject) -> None:
    """Five cases that need all levels, a clerk who decides each round, forged ones in between."""
    forged = replace(asks(Asker("case-530000-F", "530000")), claim=Claim("identity-forged"))
    decisions = [confirm(round_) for round_ in (1, 2, 3)]
    told = [*(asks(asker) for asker in CASES), forged]
    ending = disordered(data, DEFINITION, told, everybody)
    for decision in decisions:
        if ending.state.round >= decision.round:
            ending.offer(decision)
            for owed in next_commands(ending.state):
                for answer in everybody(owed):
                    ending.offer(answer)
    verified = {one.asker.case: one for one in ending.events if isinstance(one, PersonVerified)}
    assert sorted(one.asker.case for one in ending.events if isinstance(one, PersonVerified)) == sorted(verified)
    assert set(verified) == {asker.case for asker in CASES}
    assert all(verified[asker.case].level >= asker.required for asker in CASES)
    assert [one.asker.case for one in ending.events if isinstance(one, ApplicantRejected)] == ["case-530000-F"]
    assert isinstance(ending.state, Verified)

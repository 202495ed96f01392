"""法人: who represents an organisation says the register alone, and only that person grants in its name."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.testing.disorder import disordered
from services.chassis.testing.scenario import Scenario
from services.chassis.vocabulary import Owed
from services.identity.mandate_messages import (
    GrantRefused,
    MandateConfirmed,
    MandateGranted,
    MandateRefused,
    MandateRevoked,
)
from services.identity.organisation_messages import (
    Organisation,
    RecordRepresentativeAnswer,
    Representative,
    RepresentativeConfirmed,
    RepresentativeLost,
)
from services.identity.service import DEFINITION
from tests.identity.mandate_samples import DURING, MANDATE, asked, check
from tests.identity.organisation_samples import (
    AS_APPLICANT,
    CHECKED_AT,
    COMPANY_GRANT,
    CONFIRMED,
    HAN,
    LI,
    OF_RECORD,
    ORGANISATION,
    UNTIL,
    claim,
    claimed,
    refused,
    register_says,
    taken_back,
)

SCENARIO = Scenario(DEFINITION)
KNOWN = SCENARIO.given(claimed(), CONFIRMED)
TERMS = (COMPANY_GRANT.scope, COMPANY_GRANT.items, COMPANY_GRANT.ends_on)
GRANTED = MandateGranted(MANDATE, ORGANISATION, LI, *TERMS, by=HAN)
ACTS = SCENARIO.given(GRANTED)


def test_the_register_is_asked_whether_somebody_represents_an_organisation() -> None:
    """Once for each who says so; the world hears nothing until it has answered."""
    SCENARIO.when(claim()).then(claimed()).then_owes("ask-representative-1").then_publishes()
    SCENARIO.when(claim(), claim()).then_nothing()
    SCENARIO.when(claim(), claim(LI)).then(claimed(LI, 2))


def test_what_the_register_says_is_said() -> None:
    """Yes, with its end; or no."""
    asks = SCENARIO.given(claimed())
    asks.when(register_says(yes=True)).then(CONFIRMED).then_publishes("identity.representative-confirmed.v1")
    no = asks.when(register_says(yes=False)).then(refused(round_=1))
    no.then_publishes("identity.representative-refused.v1")
    KNOWN.when(register_says(yes=True)).then_nothing()
    KNOWN.when(claim()).then_nothing()
    SCENARIO.when_too_early(register_says(yes=True))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [(claim(level=2), "representative-level"), (claim(fault="identity-forged"), "identity-forged")],
)
def test_a_claim_that_is_not_sure_enough_asks_nobody(wrong: object, reason: str) -> None:
    """A level too low, or somebody else's number; and it takes nothing from who is being asked about."""
    SCENARIO.when(wrong).then(refused(reason=reason)).then_owes()
    outcome = SCENARIO.given(claimed()).when(wrong, register_says(yes=True))
    assert isinstance(outcome.state, Organisation)
    assert outcome.state.representative == OF_RECORD


def test_a_new_representative_takes_the_place_of_the_former() -> None:
    """There is one of record; of two answers the later one counts, in whatever order they come."""
    both = SCENARIO.given(claimed(), claimed(LI, 2))
    newer = register_says(yes=True, round_=2, later=1)
    last = both.when(register_says(yes=True), newer).state
    assert isinstance(last, Organisation)
    assert last.representative is not None
    assert last.representative.person == LI
    both.when(newer, register_says(yes=True)).then(refused(round_=1))


def test_whom_the_register_knows_no_more_represents_nobody() -> None:
    """Also when no other is known yet."""
    asked_again = KNOWN.given(claimed(HAN, 2))
    outcome = asked_again.when(register_says(yes=False, round_=2, later=9))
    outcome.then(refused(round_=2), RepresentativeLost(ORGANISATION, HAN, CHECKED_AT + timedelta(days=9)))
    assert isinstance(outcome.state, Organisation)
    assert outcome.state.representative is None


def test_an_older_answer_brings_nobody_back() -> None:
    """Not even when the one of record has been lost meanwhile: the register had named another by then."""
    at = CHECKED_AT + timedelta(days=1)
    of_record = RepresentativeConfirmed(ORGANISATION, LI, at, at + timedelta(days=30))
    asked = SCENARIO.given(claimed(), claimed(LI, 2), of_record, claimed(LI, 3))
    outcome = asked.when(register_says(yes=False, round_=3, later=2), register_says(yes=True))
    outcome.then(refused(round_=1))
    assert isinstance(outcome.state, Organisation)
    assert outcome.state.representative is None


def test_what_is_asked_later_is_answered_later_whatever_clocks_say() -> None:
    """A clock that was ahead once keeps nobody in office."""
    outcome = KNOWN.given(claimed(LI, 2)).when(register_says(yes=True, round_=2, later=-5))
    assert isinstance(outcome.state, Organisation)
    assert outcome.state.representative is not None
    assert outcome.state.representative.person == LI


def test_what_is_no_word_of_the_register_takes_nobody_out_of_office() -> None:
    """It refused the question, or the claim could not be opened any more."""
    asked = replace(register_says(yes=False, round_=2), reason="register-refused")
    KNOWN.given(claimed(HAN, 2)).when(asked).then(refused(reason="register-refused", round_=2))


def test_a_claim_waits_for_the_key_that_opens_it() -> None:
    """For a minute; then it is refused."""
    SCENARIO.when_too_early(replace(claim(), early=True))


def test_the_representative_grants_in_the_organisations_name() -> None:
    """And who it was stands in the mandate."""
    SCENARIO.when(COMPANY_GRANT).then(GRANTED).then_publishes("identity.mandate-granted.v1")
    SCENARIO.when(replace(COMPANY_GRANT, agent=HAN)).then(replace(GRANTED, agent=HAN))


@pytest.mark.parametrize(
    "hostile",
    [
        replace(COMPANY_GRANT, representative=None),
        replace(COMPANY_GRANT, actor=LI),
        replace(COMPANY_GRANT, actor=AS_APPLICANT),
        replace(COMPANY_GRANT, at=UNTIL),
        replace(COMPANY_GRANT, representative=Representative(LI, OF_RECORD.checked_at, UNTIL)),
    ],
    ids=["nobody is of record", "another person", "under the organisation's name", "too late", "replaced since"],
)
def test_nobody_else_grants_in_an_organisations_name(hostile: object) -> None:
    """Whatever they claim to be."""
    SCENARIO.when(hostile).then(GrantRefused(MANDATE, "not-representative", hostile.actor))  # type: ignore[attr-defined]


def test_the_organisation_is_the_principal_of_cases_in_its_name() -> None:
    """Cases know it as applicant, by the same digest; another applicant's digest is none of it."""
    ours = replace(check(), principal=AS_APPLICANT, agent=LI)
    ACTS.when(ours).then(MandateConfirmed(asked(ours)))
    other = replace(ours, principal=HAN)
    ACTS.when(other).then(MandateRefused(asked(other), "mandate-unknown"))


def test_representative_and_agent_may_end_it_and_nobody_else() -> None:
    """The one in its name, the other in their own; a representative of another organisation in neither."""
    gone = MandateRevoked(ORGANISATION, LI, taken_back().at)
    ACTS.when(taken_back()).then(gone)
    ACTS.when(replace(taken_back(LI), principal=None, representative=None)).then(gone)
    for hostile in (taken_back(known=None), replace(taken_back(), principal="organisation-" + "0" * 24)):
        ACTS.when(hostile).then(GrantRefused(MANDATE, "not-representative", HAN))
    ACTS.when(replace(taken_back(), principal=None)).then(GrantRefused(MANDATE, "mandate-not-yours", HAN))


def says(owed: Owed) -> Sequence[RecordRepresentativeAnswer]:
    """A register that knows Han Meimei."""
    return [register_says(yes=owed.data["person"] == HAN, round_=owed.data["round"])]


@given(st.data())
def test_one_is_of_record_in_any_order_of_claims_and_answers(data: st.DataObject) -> None:
    """Claims of two, doubled and in disorder: the register's word stands, and no question stays open."""
    ending = disordered(data, DEFINITION, [claim(), claim(LI), claim(LI, level=1)], says)
    assert isinstance(ending.state, Organisation)
    assert (ending.state.representative, ending.state.asking) == (OF_RECORD, ())
    confirmed = [one for one in ending.said if one.type == "identity.representative-confirmed.v1"]
    assert {one.data["person"] for one in confirmed} == {HAN}
    assert max(ending.purposes.values()) == 1


@given(st.data())
def test_a_company_mandate_answers_alike_in_any_order(data: st.DataObject) -> None:
    """Grant, checks, a stranger's revocation and the representative's: what was said before it is confirmed."""
    before = replace(check(at=taken_back().at - timedelta(seconds=1)), principal=AS_APPLICANT, agent=LI)
    after = replace(check("collect", at=DURING), principal=AS_APPLICANT, agent=LI)
    stranger = replace(taken_back(), at=taken_back().at - timedelta(hours=1), representative=None)
    ending = disordered(data, DEFINITION, [COMPANY_GRANT, before, stranger, taken_back()])
    final = DEFINITION.decide(after, ending.state)
    answers = {one.asked for one in ending.events if isinstance(one, MandateConfirmed)}
    assert answers == {asked(before)}
    assert list(final) == [MandateRefused(asked(after), "mandate-revoked")]

"""A person is checked once, and every case that waits is answered once."""

from services.chassis.contracts import Contracts
from services.chassis.envelope import Message
from services.chassis.outgoing import Occasion, Speaker
from services.chassis.testing.scenario import Scenario
from services.chassis.topology import Place
from services.identity.messages import (
    Asking,
    CaseJoined,
    PersonVerified,
    RecordRegisterAnswer,
    Refused,
    VerificationRefused,
    VerificationRequested,
    Verified,
)
from services.identity.process import next_commands
from services.identity.public import publish
from services.identity.service import DEFINITION
from tests.identity.samples import LICENCE, NOON, OTHER_TOKEN, PERMIT, PERSON, TOKEN, no, verify, yes

NOW = "2026-05-06T04:00:00.000Z"

SCENARIO = Scenario(DEFINITION)
REQUESTED = VerificationRequested(PERSON, LICENCE, 1, TOKEN)
VERIFIED = PersonVerified(PERSON, LICENCE, 2, "register", NOON)
REFUSED = VerificationRefused(PERSON, LICENCE, "name-mismatch")

YES, NO = yes(), no()


def test_the_first_case_makes_identity_ask_the_register() -> None:
    """Nobody has confirmed the person yet, so a round of asking begins."""
    outcome = SCENARIO.when(verify(LICENCE))
    outcome.then(REQUESTED).then_owes("ask-register-1").then_publishes()
    outcome.then_state(Asking(PERSON, 1, TOKEN, (LICENCE,), ()))


def test_the_question_carries_the_sealed_token_and_the_round_for_the_case_that_asked() -> None:
    """Name and number go to the register as they came: sealed."""
    (owed,) = next_commands(Asking(PERSON, 3, TOKEN, (LICENCE, PERMIT), ()))
    assert (owed.type, owed.subject) == ("identity.ask-register.v1", PERSON)
    assert (owed.case, owed.province) == (LICENCE.case, LICENCE.province)
    assert owed.data == {"applicant_sealed": TOKEN, "round": 3}


def test_a_second_case_waits_for_the_question_already_asked() -> None:
    """One question is enough for all who wait."""
    SCENARIO.given(REQUESTED).when(verify(PERMIT)).then(CaseJoined(PERMIT)).then_owes().then_publishes()


def test_a_case_that_waits_already_changes_nothing() -> None:
    """The same case asks twice, before the answer."""
    SCENARIO.given(REQUESTED).when(verify(LICENCE)).then_nothing()
    SCENARIO.given(REQUESTED, CaseJoined(PERMIT)).when(verify(PERMIT)).then_nothing()


def test_a_confirmation_reaches_every_case_that_waits() -> None:
    """Each hears it for itself."""
    outcome = SCENARIO.given(REQUESTED, CaseJoined(PERMIT)).when(YES)
    outcome.then(VERIFIED, PersonVerified(PERSON, PERMIT, 2, "register", NOON))
    outcome.then_publishes("identity.person-verified.v1", "identity.person-verified.v1")
    outcome.then_state(Verified(2, "register", NOON, (LICENCE.case, PERMIT.case)))


def test_a_refusal_reaches_every_case_that_waits() -> None:
    """Each hears why."""
    outcome = SCENARIO.given(REQUESTED, CaseJoined(PERMIT)).when(NO)
    outcome.then(REFUSED, VerificationRefused(PERSON, PERMIT, "name-mismatch"))
    outcome.then_publishes("identity.verification-refused.v1", "identity.verification-refused.v1")
    outcome.then_state(Refused(1, (LICENCE.case, PERMIT.case)))


def test_the_sealed_token_is_forgotten_once_answered() -> None:
    """The state keeps it only as long as the register may have to be asked again."""
    for answer in (YES, NO):
        assert TOKEN not in repr(SCENARIO.given(REQUESTED).when(answer).state)


def test_a_person_once_confirmed_is_confirmed_for_the_next_case_at_once() -> None:
    """On the evidence of then, without another question."""
    outcome = SCENARIO.given(REQUESTED, VERIFIED).when(verify(PERMIT, OTHER_TOKEN))
    outcome.then(PersonVerified(PERSON, PERMIT, 2, "register", NOON)).then_owes()


def test_a_case_answered_already_is_not_answered_again() -> None:
    """Its answer is in the commit that gave it, and the outbox sends that for certain."""
    SCENARIO.given(REQUESTED, VERIFIED).when(verify(LICENCE)).then_nothing()
    SCENARIO.given(REQUESTED, REFUSED).when(verify(LICENCE)).then_nothing()


def test_after_a_refusal_the_next_application_asks_again() -> None:
    """It may bring the right name, so it is asked with what it brings."""
    outcome = SCENARIO.given(REQUESTED, REFUSED).when(verify(PERMIT, OTHER_TOKEN))
    outcome.then(VerificationRequested(PERSON, PERMIT, 2, OTHER_TOKEN)).then_owes("ask-register-2")
    outcome.then_state(Asking(PERSON, 2, OTHER_TOKEN, (PERMIT,), (LICENCE.case,)))


def test_a_case_refused_in_an_earlier_round_does_not_join_the_next() -> None:
    """It has its answer."""
    again = VerificationRequested(PERSON, PERMIT, 2, OTHER_TOKEN)
    SCENARIO.given(REQUESTED, REFUSED, again).when(verify(LICENCE)).then_nothing()


def test_a_person_refused_can_be_confirmed_later() -> None:
    """The earlier refusal stays with the earlier case."""
    again = VerificationRequested(PERSON, PERMIT, 2, OTHER_TOKEN)
    outcome = SCENARIO.given(REQUESTED, REFUSED, again).when(yes(2, level=3))
    outcome.then(PersonVerified(PERSON, PERMIT, 3, "register", NOON))
    outcome.then_state(Verified(3, "register", NOON, (LICENCE.case, PERMIT.case), round=2))


def test_an_answer_comes_twice_and_counts_once() -> None:
    """Whatever the second says."""
    SCENARIO.given(REQUESTED, VERIFIED).when(YES).then_nothing()
    SCENARIO.given(REQUESTED, VERIFIED).when(NO).then_nothing()
    SCENARIO.given(REQUESTED, REFUSED).when(YES).then_nothing()


def test_an_answer_to_an_earlier_round_is_no_answer_to_this_one() -> None:
    """What the register said of the wrong name says nothing of the right one."""
    again = VerificationRequested(PERSON, PERMIT, 2, OTHER_TOKEN)
    SCENARIO.given(REQUESTED, REFUSED, again).when(NO).then_nothing()


def test_an_answer_before_its_question_waits() -> None:
    """It overtook the commit that asked."""
    SCENARIO.when_too_early(YES)
    SCENARIO.given(REQUESTED).when_too_early(yes(2))
    SCENARIO.given(REQUESTED, REFUSED).when_too_early(yes(2))


def test_found_without_a_level_is_not_confirmed() -> None:
    """Only a level confirms."""
    unsaid = RecordRegisterAnswer(PERSON, 1, found=True, checked_at=NOON)
    SCENARIO.given(REQUESTED).when(unsaid).then(VerificationRefused(PERSON, LICENCE, "person-unknown"))


def test_what_is_published_speaks_of_its_case_and_keeps_to_its_contract() -> None:
    """A person's stream serves many cases: each event names the one it is for."""
    contracts = Contracts.load()
    for event, answered in ((VERIFIED, "person-verified"), (REFUSED, "verification-refused")):
        said = publish(event, SCENARIO.given(REQUESTED, event).when().state)
        assert said is not None
        assert (said.type, said.case) == (f"identity.{answered}.v1", LICENCE.case)
        contracts.check_strict(said.type, said.data)


def test_each_case_hears_the_answer_in_its_own_province() -> None:
    """One answer of the register serves cases in two provinces; each event is routed to where its case lies."""
    speaker = Speaker(DEFINITION, Contracts.load(), Place("identity", None))
    asking = SCENARIO.given(REQUESTED, CaseJoined(PERMIT)).when().state
    outcome = SCENARIO.given(REQUESTED, CaseJoined(PERMIT)).when(YES)
    answer = Message("m", "identity.record-register-answer.v1", "/s", PERSON, NOW, "530000", LICENCE.case, "c", "t", {})
    said = speaker.messages(Occasion(answer, PERSON, 3, NOW, "t"), outcome.events, asking, outcome.state)
    assert [(one.case, one.province) for one in said] == [
        (LICENCE.case, "530000"),
        (PERMIT.case, "430000"),
    ]
    assert [speaker.address(one).routing_key for one in said] == [
        "identity.person-verified.v1.530000",
        "identity.person-verified.v1.430000",
    ]

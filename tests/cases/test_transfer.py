"""跨省通办: handed in in one province, decided in another; materials and clock travel together, one story is told."""

from dataclasses import replace

import pytest

from services.cases.dossier import Satisfied
from services.cases.events import (
    ApplicationRefused,
    CaseClosed,
    CaseExpired,
    CaseTakenOver,
    CaseWithdrawn,
    RequestRefused,
    ServiceRated,
    SupplementRequested,
)
from services.cases.further_events import CaseTransferred, RelianceLost, RevocationForwarded, WithdrawalForwarded
from services.cases.items import AutomaticDecision
from services.cases.messages import RateService
from services.cases.neighbour_messages import RecordIssuance
from services.cases.public import publish
from services.cases.service import DEFINITION
from services.cases.states import Closed, Reviewing, Transferred
from services.cases.terms import Known
from services.chassis.contracts import Contracts
from tests.cases.further import (
    ACROSS,
    BEIJING,
    CONSENTS,
    EXAMINED,
    LICENCE,
    LICENCE_TYPE,
    LICENSED,
    SCHOOLED,
    across,
    approve,
    outcome,
    presented,
    revoked,
    take_over,
)
from tests.cases.samples import (
    ALL,
    CASE,
    CASES,
    DIPLOMA,
    FREE,
    IDENTIFIER,
    MINGYUE,
    MONDAY,
    WITHDRAWN_WORDS,
    YUNNAN,
    accepted,
    decision,
    end_of,
    submit,
    supplement,
    verified,
)

CONTRACTS = Contracts.load()
HANDED_OVER = (across(), verified())
DUE = end_of(5, 18)


def test_a_complete_application_goes_to_the_province_that_decides() -> None:
    """Yunnan has verified who applies and collected the materials; Beijing is asked under its own code."""
    transferred = CASES.when(*HANDED_OVER)
    transferred.then(CaseTransferred(BEIJING, MONDAY)).then_owes("take-over-case")
    transferred.then_publishes("cases.case-transferred.v1")
    (owed,) = DEFINITION.next_commands(transferred.state)
    assert (owed.type, owed.subject) == ("cases.take-over-case.v1", BEIJING)
    assert (owed.case, owed.province) == (BEIJING, "110000")


def test_materials_and_clock_travel_together() -> None:
    """What was handed in at once and later, what certificates stand for, and since when all of it was there."""
    consenting = across(ALL[1:][:0], consents=CONSENTS[:1])
    late = (consenting, verified(), presented("contract"), supplement(DIPLOMA, days=3))
    (owed,) = DEFINITION.next_commands(CASES.when(*late).state)
    assert owed.data["materials"] == [{"code": "diploma", "digest": "0" * 64}]
    assert owed.data["satisfied"] == [
        {"material": "contract", "certificate_type": LICENCE_TYPE, "identifier": LICENCE},
    ]
    assert owed.data["received_at"] == "2026-05-14T01:30:00.000Z"


def test_what_is_missing_is_asked_for_where_it_was_handed_in() -> None:
    """The applicant deals with one province."""
    CASES.when(across(ALL[1:]), verified()).then(SupplementRequested((LICENSED,), DUE)).then_owes()


def test_an_item_that_one_province_handles_alone_is_refused() -> None:
    """The applicant is told before anything is asked of anybody."""
    refused = CASES.when(replace(submit(FREE), decided_in="110000"))
    refused.then(refused.events[0], ApplicationRefused(CASE, "not-across-provinces", "acceptance")).then_owes()


def test_the_own_province_is_no_other_province() -> None:
    """Whoever names it gets an ordinary case."""
    CASES.when(replace(submit(FREE), decided_in="530000"), verified()).then_publishes("cases.application-accepted.v1")


def test_the_other_province_goes_on_with_the_same_clock() -> None:
    """Asked on Wednesday, its promise runs from Monday, when the application was complete."""
    taken = CASES.when(take_over())
    over, acceptance = taken.events
    assert isinstance(over, CaseTakenOver)
    assert acceptance == accepted(ACROSS, DUE, end_of(5, 15))
    taken.then_owes().then_publishes("cases.case-taken-over.v1", "cases.application-accepted.v1")
    CASES.when(take_over(), take_over()).then_nothing()


def test_what_stood_for_materials_there_stands_for_them_here() -> None:
    """Certificates and promises count, and nothing is asked for twice."""
    held = (Satisfied("diploma", CONSENTS[1].certificate_type, LICENCE),)
    taken = CASES.when(take_over(materials=(), satisfied=held, promised=("contract",)))
    assert isinstance(taken.state, Reviewing)
    made = CASES.when(take_over(materials=(), satisfied=held, promised=("contract",)), approve())
    made.then_publishes("cases.application-approved.v1", "cases.commitment-made.v1")


def test_the_applicants_level_travels_so_that_a_rule_there_can_decide() -> None:
    """identity is asked once, in the province where it was handed in; only then is the level kept there."""
    transferred = CASES.when(across(), replace(verified(), level=3))
    (owed,) = DEFINITION.next_commands(transferred.state)
    assert owed.data["applicant_level"] == 3
    CONTRACTS.check_strict(owed.type, owed.data)
    (unknown,) = DEFINITION.next_commands(CASES.when(*HANDED_OVER).state)
    assert "applicant_level" not in unknown.data
    known = Known((replace(ACROSS, automatic_decision=AutomaticDecision(1, "applicant.level >= 3")),), YUNNAN)
    taken = CASES.when(take_over(known=known, applicant_level=3))
    taken.then_publishes("cases.case-taken-over.v1", "cases.application-accepted.v1", "cases.application-approved.v1")
    CASES.when(take_over(known=known)).then_publishes("cases.case-taken-over.v1", "cases.application-accepted.v1")


def test_a_shared_case_is_rated_once_where_it_was_handed_in() -> None:
    """One case, one rating: the applicant knows one number, and the other province's case refuses."""
    rating = RateService(CASE, MONDAY, 2)
    CASES.when(*HANDED_OVER, outcome("closed"), rating).then(ServiceRated(2, None))
    there = CASES.given(*CASES.when(take_over()).events, CaseClosed(None, "none"))
    there.when(replace(rating, subject=BEIJING)).then(RequestRefused("rate-service", "rated-where-handed-in"))


def test_where_the_other_province_has_clerks_they_examine() -> None:
    """Silence counts from the day on which it was complete in the first."""
    known = Known((replace(EXAMINED, handled_across_provinces=True),), YUNNAN)
    taken = CASES.when(take_over(known=known))
    taken.then_waits_for("examination")
    assert DEFINITION.deadlines(taken.state)[0].due == DUE


def test_what_the_other_provinces_own_rules_ask_for_is_asked_once() -> None:
    """Its version of the item may ask for more."""
    CASES.when(take_over(materials=ALL[:1])).then(
        *CASES.when(take_over(materials=ALL[:1])).events[:1], SupplementRequested((SCHOOLED,), DUE)
    )


def test_an_item_unknown_there_is_waited_for_and_then_refused_with_word_home() -> None:
    """The first province hears of it."""
    CASES.when_too_early(take_over(known=Known(issuer=YUNNAN)))
    CASES.when_too_early(take_over(known=Known((ACROSS,))))
    refused = CASES.when(take_over(known=Known(issuer=YUNNAN, waited=True)))
    refused.then_owes("record-outcome").then_publishes("cases.application-refused.v1")
    (owed,) = DEFINITION.next_commands(refused.state)
    assert (owed.subject, owed.province) == (CASE, "530000")
    assert owed.data == {"outcome": "refused", "reason": "item-unknown", "stage": "acceptance"}


def test_at_its_end_the_deciding_province_tells_the_other() -> None:
    """With the certificate, and what became of it."""
    refused = CASES.when(take_over(), decision("refuse"))
    refused.then_owes("record-outcome")
    (owed,) = DEFINITION.next_commands(refused.state)
    assert owed.data == {"outcome": "refused", "reason": "conditions-not-met", "stage": "decision"}
    shipping = CASES.when(take_over(), decision(), RecordIssuance(BEIJING, MONDAY, IDENTIFIER))
    shipping.then_owes("ship-1")


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("closed", CaseClosed(IDENTIFIER, "post")),
        ("refused", ApplicationRefused(CASE, "already-granted", "decision")),
        ("expired", CaseExpired("supplement-lapsed")),
        ("withdrawn", CaseWithdrawn("")),
    ],
)
def test_the_case_ends_at_home_as_it_ended_there(word: str, end: object) -> None:
    """And names the case that decided, so that the citizen follows one story."""
    ended = CASES.when(*HANDED_OVER, outcome(word))  # type: ignore[arg-type]
    ended.then(end).then_owes()
    said = publish(ended.events[0], ended.state)
    assert said is not None
    assert said.data["decided_as"] == BEIJING
    CASES.when(*HANDED_OVER, outcome(word), outcome(word)).then_nothing()  # type: ignore[arg-type]


def test_an_ordinary_case_names_no_other() -> None:
    """Its end says what it always said."""
    assert publish(CaseClosed(None, "none"), Closed(None, "none")).data == {"certificate": None, "delivered": "none"}  # type: ignore[union-attr]


def test_a_withdrawal_travels_to_the_province_that_decides() -> None:
    """It ends the case there, and with the answer here."""
    withdrawn = CASES.when(*HANDED_OVER, WITHDRAWN_WORDS)
    withdrawn.then(WithdrawalForwarded("不办了")).then_owes("withdraw-there").then_publishes()
    assert isinstance(withdrawn.state, Transferred)
    CASES.when(*HANDED_OVER, WITHDRAWN_WORDS, WITHDRAWN_WORDS).then_nothing()
    CASES.when(take_over(), replace(WITHDRAWN_WORDS, subject=BEIJING)).then_owes("record-outcome")
    CASES.when(*HANDED_OVER, WITHDRAWN_WORDS, outcome("withdrawn")).then(CaseWithdrawn("不办了"))


def test_whoever_withdraws_after_the_decision_there_is_told_so() -> None:
    """Together with what was decided."""
    late = CASES.when(*HANDED_OVER, WITHDRAWN_WORDS, outcome("closed"))
    late.then(RequestRefused("withdraw-application", "not-withdrawable"), CaseClosed(IDENTIFIER, "post"))


def test_nobody_at_home_decides_what_is_decided_elsewhere() -> None:
    """The officer is told."""
    CASES.when(*HANDED_OVER, decision()).then(RequestRefused("decide-application", "not-decidable"))


def test_a_revocation_travels_after_the_certificate() -> None:
    """The province that relied on it hears of it, once."""
    known = (across((), consents=CONSENTS[:1]), verified(), presented("contract"), supplement(DIPLOMA))
    told = CASES.when(*known, revoked())
    told.then(RevocationForwarded(LICENCE, "certificate-revoked-as-penalty"))
    told.then_owes(f"note-revocation-{LICENCE}")
    CASES.when(*known, revoked(), revoked()).then_nothing()
    CASES.when(*HANDED_OVER, revoked()).then_nothing()
    held = (Satisfied("contract", LICENCE_TYPE, LICENCE),)
    lost = CASES.when(take_over(materials=ALL[1:], satisfied=held), revoked())
    lost.then(RelianceLost(LICENSED, LICENCE, "certificate-revoked-as-penalty"))


def test_word_from_there_that_overtakes_the_hand_over_waits() -> None:
    """The message of the deciding province may be the faster one."""
    CASES.when_too_early(outcome())
    CASES.given(*CASES.when(across()).events).when_too_early(outcome())


def test_who_applies_stays_sealed_on_the_way() -> None:
    """Only identity can open it, in either province."""
    (owed,) = DEFINITION.next_commands(CASES.when(*HANDED_OVER).state)
    assert owed.data["applicant"] == MINGYUE
    assert owed.data["applicant_sealed"] == across().applicant_sealed

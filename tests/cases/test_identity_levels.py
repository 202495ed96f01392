"""实名等级: an item says how surely its applicant must be known; identity is asked for it, and the case goes by it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.cases.bundles import part_case
from services.cases.dossier import Satisfied
from services.cases.events import Application, ApplicationAccepted, ApplicationRefused, CaseTakenOver
from services.cases.further_events import RelianceLost
from services.cases.neighbour_messages import RecordVerification, TakeOverCase
from services.cases.office_events import Identified, VerificationNoted
from services.cases.process import next_commands
from services.cases.public import publish
from services.cases.reactions import on_person_verified
from services.cases.states import Reviewing, Verifying
from services.cases.terms import Known
from services.chassis.contracts import Contracts
from services.chassis.vocabulary import Owed
from tests.cases.further import (
    ACROSS,
    BEIJING,
    BUNDLE,
    LICENCE,
    LICENCE_TYPE,
    TRADER,
    across,
    examine,
    revoked,
    take_over,
    whole,
)
from tests.cases.samples import ALL, CASE, CASES, GUIDE, MINGYUE, MONDAY, TERMS, YUNNAN, submit, verified

CONTRACTS = Contracts.load()
SURE, SURE_ACROSS = (replace(one, identity_level=3) for one in (GUIDE, ACROSS))
A_YEAR_ON = MONDAY + timedelta(days=365)
BY_CARD = replace(verified(), level=3, evidence="bank-card", expires_at=A_YEAR_ON)


def asked(command: object) -> Owed:
    """What identity is asked after an application, as its contract allows."""
    (owed,) = next_commands(CASES.when(command).state)
    assert owed.type == "identity.verify-person.v1"
    CONTRACTS.check_strict(owed.type, owed.data)
    return owed


def test_identity_is_asked_for_the_level_that_the_item_needs() -> None:
    """Where the item asks for none nothing is said of it, as it always was."""
    assert asked(submit(SURE)).data["required_level"] == 3
    assert set(asked(submit(GUIDE)).data) == {"applicant_sealed"}


def test_who_asks_for_a_clerk_is_looked_at_by_one() -> None:
    """人工核验 on wish: the application says so, and identity is told."""
    assert asked(replace(submit(GUIDE), review=True)).data["review"] is True


def test_the_acceptance_says_how_surely_the_applicant_is_known() -> None:
    """Level, evidence and end, as identity told them; of an item that asks for no level nothing is kept."""
    outcome = CASES.when(submit(SURE), BY_CARD)
    noted, acceptance = outcome.events
    assert noted == VerificationNoted(3, "bank-card", A_YEAR_ON)
    assert isinstance(acceptance, ApplicationAccepted)
    assert acceptance.identity == Identified(3, "bank-card", A_YEAR_ON)
    said = publish(acceptance, outcome.state)
    assert said is not None
    assert said.data["identity"] == {
        "level": 3,
        "evidence": "bank-card",
        "expires_at": "2027-05-11T01:30:00.000Z",
    }
    CONTRACTS.check_strict(said.type, said.data)
    (ordinary,) = CASES.when(submit(GUIDE), BY_CARD).events
    assert isinstance(ordinary, ApplicationAccepted)
    assert ordinary.identity is None


def test_a_clerks_acceptance_says_it_too() -> None:
    """It comes days after identity's word."""
    outcome = CASES.when(submit(replace(SURE, acceptance="clerk")), BY_CARD, examine("accept"))
    (acceptance,) = outcome.events
    assert isinstance(acceptance, ApplicationAccepted)
    assert acceptance.identity == Identified(3, "bank-card", A_YEAR_ON)


@pytest.mark.parametrize("reason", ["bank-card-missing", "review-refused", "level-unreachable"])
def test_who_cannot_be_known_surely_enough_is_refused_as_identity_says(reason: str) -> None:
    """The applicant reads identity's own reason, with what to do about it."""
    refused = CASES.when(submit(SURE), replace(verified(), refusal=reason))
    refused.then(ApplicationRefused(CASE, reason, "acceptance"))


@pytest.mark.parametrize("level", [None, 1, 2])
def test_an_identity_that_gives_less_than_was_asked_for_is_not_enough(level: int | None) -> None:
    """A province may run an identity of its own; what it did not reach, the case does not have."""
    refused = CASES.when(submit(SURE), replace(verified(), level=level))
    refused.then(ApplicationRefused(CASE, "level-unreachable", "acceptance"))


def test_identitys_event_is_read_with_evidence_and_end() -> None:
    """Without an end it holds for ever."""
    said = {"case": CASE, "at": "2026-05-11T01:30:00.000Z", "person": MINGYUE, "level": 4, "evidence": "manual-review"}
    read = on_person_verified(said)
    assert isinstance(read, RecordVerification)
    assert (read.level, read.evidence, read.expires_at) == (4, "manual-review", None)
    ending = on_person_verified({**said, "expires_at": "2027-05-11T01:30:00.000Z"})
    assert isinstance(ending, RecordVerification)
    assert ending.expires_at == A_YEAR_ON


def test_a_form_for_several_cases_carries_the_wish_for_a_clerk_to_each() -> None:
    """一件事: every part asks identity for what its own item needs."""
    owed = {one.subject: one for one in next_commands(CASES.when(replace(whole(), review=True)).state)}
    assert owed[part_case(BUNDLE, TRADER)].data["review"] is True
    for one in owed.values():
        CONTRACTS.check_strict(one.type, one.data)


def in_yunnan(here: int | None, there: int | None) -> Owed:
    """What identity is asked about an application handed in here and decided there."""
    known = Known((replace(ACROSS, identity_level=here),), YUNNAN, there=(replace(ACROSS, identity_level=there),))
    return asked(across(known=known))


def test_of_a_shared_case_the_deciding_provinces_item_says_what_is_needed() -> None:
    """跨省通办: whoever decides must be sure; the province at whose window it comes in may ask for less or for more."""
    assert in_yunnan(here=2, there=3).data["required_level"] == 3
    assert in_yunnan(here=3, there=2).data["required_level"] == 2
    assert "required_level" not in in_yunnan(here=3, there=None).data


def taking(level: int | None, **more: object) -> TakeOverCase:
    """Beijing is asked, with the level that was found in Yunnan."""
    return take_over(known=Known((SURE_ACROSS,), YUNNAN), applicant_level=level, **more)


def test_a_level_that_travelled_and_is_enough_is_asked_for_no_more() -> None:
    """One question, in the province where it came in; the clock runs from there."""
    taken = CASES.when(taking(3))
    taken.then_owes().then_publishes("cases.case-taken-over.v1", "cases.application-accepted.v1")


@pytest.mark.parametrize("level", [None, 2])
def test_a_level_that_is_not_enough_there_is_asked_for_there(level: int | None) -> None:
    """The case waits for identity's word, and then goes on; a no goes home."""
    taken = CASES.when(taking(level))
    assert [type(event) for event in taken.events] == [CaseTakenOver]
    taken.then_owes("verify-person")
    (owed,) = next_commands(taken.state)
    assert owed.data["required_level"] == 3
    found = replace(BY_CARD, subject=BEIJING)
    after = CASES.when(taking(level), found)
    assert isinstance(after.state, Reviewing)
    no = replace(found, level=None, refusal="bank-card-missing")
    CASES.when(taking(level), no).then_owes("record-outcome")


def test_a_certificate_revoked_while_identity_is_asked_there_is_due_again() -> None:
    """What travelled may lose its force before the case is accepted."""
    held = (Satisfied("contract", LICENCE_TYPE, LICENCE),)
    waiting = taking(None, materials=ALL[1:], satisfied=held)
    lost = CASES.when(waiting, replace(revoked(), subject=BEIJING))
    assert [type(event) for event in lost.events] == [RelianceLost]
    assert isinstance(lost.state, Verifying)
    assert [material.code for material in lost.state.missing] == ["contract"]
    following = CASES.when(waiting, replace(revoked(), subject=BEIJING), replace(BY_CARD, subject=BEIJING, terms=TERMS))
    following.then_waits_for("supplement")


def test_what_an_old_commit_says_of_a_case_is_still_read() -> None:
    """Items and applications stored before there were levels ask for none."""
    case = Application(CASE, GUIDE, MINGYUE, "sealed", submit().delivery, "mobile", YUNNAN, 5)
    assert next_commands(Verifying(case, ()))[0].data == {"applicant_sealed": "sealed"}

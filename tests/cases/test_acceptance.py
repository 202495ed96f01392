"""From the application to its acceptance."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.cases.events import (
    ApplicationAccepted,
    ApplicationRefused,
    CaseExpired,
    MaterialsSupplied,
    RequestRefused,
    SupplementRequested,
)
from services.cases.neighbour_messages import RecordVerification
from services.cases.office_messages import LapseSupplement
from services.cases.states import Refused, Reviewing, Supplementing, Verifying
from services.cases.terms import Known
from tests.cases.samples import (
    ALL,
    AT_COUNTER,
    CASE,
    CASES,
    CONTRACT,
    DIPLOMA,
    GUIDE,
    MINGYUE,
    MONDAY,
    PHOTO,
    YUNNAN,
    accepted,
    application,
    decision,
    end_of,
    handed_in,
    submit,
    submitted,
    supplement,
    verified,
)

DUE = end_of(5, 18)
"""Five working days after Monday end with the next Monday."""

ACCEPTED = accepted(promised=DUE, warning=end_of(5, 15))

REQUESTED = SupplementRequested((CONTRACT, DIPLOMA), DUE)
LAPSE = LapseSupplement(CASE)


def test_an_application_has_its_applicant_verified_first() -> None:
    """What was brought and what is missing is noted; identity is asked."""
    outcome = CASES.when(submit())
    outcome.then(submitted()).then_state(Verifying(application(), ()))
    outcome.then_owes("verify-person").then_publishes("cases.application-submitted.v1")


def test_a_case_begins_once() -> None:
    """A second application under the same number changes nothing, whatever it says."""
    CASES.given(submitted()).when(submit(delivery=AT_COUNTER)).then_nothing()


def test_an_item_that_has_not_reached_us_is_waited_for() -> None:
    """The catalogue's event may be on its way."""
    CASES.when_too_early(replace(submit(), known=Known(issuer=YUNNAN)))


def test_an_item_that_does_not_exist_is_refused_in_the_end() -> None:
    """Once the catalogue has had time enough, the applicant is told."""
    outcome = CASES.when(replace(submit(), known=Known(issuer=YUNNAN, waited=True)))
    outcome.then(ApplicationRefused(CASE, "item-unknown", "acceptance"))
    outcome.then_owes().then_publishes("cases.application-refused.v1")


def test_an_item_not_in_force_is_refused() -> None:
    """It begins tomorrow."""
    tomorrow = replace(GUIDE, effective_from="2026-05-12")
    CASES.when(submit(tomorrow)).then(ApplicationRefused(CASE, "item-not-in-force", "acceptance"))


def test_nobody_can_apply_for_a_retired_item_after_its_last_day() -> None:
    """On the last day one still can; the version that carries it stands before the ones it took the place of."""
    last = replace(GUIDE, version=4, effective_until="2026-05-11")
    CASES.when(submit(last)).then_state(Verifying(application(last), ()))
    over = replace(last, effective_until="2026-05-10")
    applied = replace(submit(), known=Known((GUIDE, over), YUNNAN))
    CASES.when(applied).then(ApplicationRefused(CASE, "item-not-in-force", "acceptance"))


def test_an_item_that_its_province_retired_ends_there_and_nowhere_else() -> None:
    """The nation's form does not come back under the province's."""
    over = replace(GUIDE, region="530000", effective_until="2026-05-10")
    CASES.when(replace(submit(), known=Known((GUIDE, over), YUNNAN))).then_owes()
    CASES.when(replace(submit(), known=Known((GUIDE,), YUNNAN))).then_owes("verify-person")


def test_the_day_begins_in_china() -> None:
    """At six in the evening of Monday, UTC, it is Tuesday in China."""
    tuesday = replace(GUIDE, effective_from="2026-05-12")
    evening = datetime(2026, 5, 11, 18, tzinfo=UTC)
    CASES.when(submit(tuesday, at=evening)).then_state(Verifying(application(tuesday), ()))


def test_a_case_takes_the_newest_version_in_force() -> None:
    """Of three versions the one that is announced for next year does not count yet."""
    versions = (replace(GUIDE, version=4, effective_from="2027-01-01"), GUIDE, replace(GUIDE, version=2))
    CASES.when(replace(submit(), known=Known(versions, YUNNAN))).then_state(Verifying(application(), ()))


def test_a_way_of_delivery_the_item_does_not_offer_is_refused() -> None:
    """The application is on record, and so is the refusal; nobody is asked anything."""
    counter_only = replace(GUIDE, delivery=("counter",))
    outcome = CASES.when(submit(counter_only))
    outcome.then(submitted(counter_only), ApplicationRefused(CASE, "delivery-not-offered", "acceptance"))
    outcome.then_state(Refused(CASE, "delivery-not-offered", refund=False)).then_owes()


def test_without_an_issuing_authority_an_application_waits_for_the_operator() -> None:
    """That is our fault and not the applicant's."""
    CASES.when_too_early(replace(submit(), known=Known((GUIDE,))))


def test_a_complete_application_of_a_verified_person_is_accepted() -> None:
    """The promise runs from here: five working days."""
    outcome = CASES.given(submitted()).when(verified())
    outcome.then(ACCEPTED).then_owes().then_waits_for("yellow-promised")
    assert isinstance(outcome.state, Reviewing)


def test_what_is_decided_on_the_spot_is_promised_no_day() -> None:
    """An instant item (即办件) has no promised day."""
    instant = replace(GUIDE, kind="instant")
    CASES.given(submitted(instant)).when(verified()).then(accepted(instant)).then_waits_for()


def test_a_material_that_may_be_left_out_is_not_missing() -> None:
    """The photograph is welcome, no more."""
    CASES.when(submit(materials=ALL)).then(submitted())
    CASES.when(submit(materials=handed_in(CONTRACT, DIPLOMA, PHOTO))).then_state(Verifying(application(), ()))


def test_a_person_who_is_not_verified_is_refused() -> None:
    """identity's reason is passed on."""
    refused = RecordVerification(CASE, MONDAY, MINGYUE, "name-mismatch")
    CASES.given(submitted()).when(refused).then(ApplicationRefused(CASE, "name-mismatch", "acceptance"))


@pytest.mark.parametrize("refusal", [None, "name-mismatch"])
def test_another_person_of_the_case_is_not_the_applicant(refusal: str | None) -> None:
    """It is the applicant we wait for."""
    other = RecordVerification(CASE, MONDAY, "person-fedcba9876543210fedcba98", refusal)
    CASES.given(submitted()).when(other).then_nothing()


def test_identitys_answer_may_overtake_the_application() -> None:
    """It is kept for later."""
    CASES.when_too_early(verified())


def test_everything_that_is_missing_is_asked_for_at_once() -> None:
    """Two papers, one request, five working days."""
    outcome = CASES.given(submitted(GUIDE, CONTRACT, DIPLOMA)).when(verified())
    outcome.then(REQUESTED).then_state(Supplementing(application(), (CONTRACT, DIPLOMA), DUE))
    outcome.then_waits_for("supplement").then_publishes("cases.supplement-requested.v1")


def test_a_weekend_is_no_working_day() -> None:
    """Asked on a Thursday, due on the Thursday after."""
    outcome = CASES.given(submitted(GUIDE, CONTRACT)).when(verified(days=3))
    outcome.then(SupplementRequested((CONTRACT,), end_of(5, 21)))


def test_the_time_to_supplement_can_be_shortened_to_a_part_of_a_day() -> None:
    """One eighth of a day is three hours."""
    hasty = submitted(GUIDE, CONTRACT)
    hasty = replace(hasty, application=replace(hasty.application, supplement_days=0.125))
    CASES.given(hasty).when(verified()).then(SupplementRequested((CONTRACT,), MONDAY + timedelta(hours=3)))


def test_all_that_was_missing_completes_the_application() -> None:
    """It is accepted at once, and the promise runs from that day."""
    outcome = CASES.given(submitted(GUIDE, CONTRACT, DIPLOMA), REQUESTED).when(supplement(CONTRACT, DIPLOMA, days=2))
    outcome.then(
        MaterialsSupplied(handed_in(CONTRACT, DIPLOMA), (), DUE),
        accepted(promised=end_of(5, 20), warning=end_of(5, 19)),
    )
    outcome.then_publishes("cases.materials-completed.v1", "cases.application-accepted.v1")


def test_a_part_of_what_was_missing_is_kept_while_the_rest_is_waited_for() -> None:
    """Nothing is asked for a second time, and the deadline stays."""
    asked = CASES.given(submitted(GUIDE, CONTRACT, DIPLOMA), REQUESTED)
    outcome = asked.when(supplement(CONTRACT))
    outcome.then_state(Supplementing(application(), (DIPLOMA,), DUE)).then_publishes()
    assert isinstance(asked.when(supplement(CONTRACT), supplement(DIPLOMA)).state, Reviewing)


def test_what_was_not_asked_for_changes_nothing() -> None:
    """Neither a photograph, nor the same part twice, nor anything after the acceptance."""
    asked = CASES.given(submitted(GUIDE, CONTRACT, DIPLOMA), REQUESTED)
    asked.when(supplement(PHOTO)).then_nothing()
    asked.when(supplement(CONTRACT), supplement(CONTRACT)).then_nothing()
    asked.when(supplement(CONTRACT, DIPLOMA), supplement(CONTRACT, DIPLOMA)).then_nothing()


def test_a_supplement_may_overtake_the_request() -> None:
    """It is kept for later."""
    CASES.when_too_early(supplement(CONTRACT))
    CASES.given(submitted(GUIDE, CONTRACT)).when_too_early(supplement(CONTRACT))


def test_silence_ends_the_case() -> None:
    """The timer says when."""
    outcome = CASES.given(submitted(GUIDE, CONTRACT, DIPLOMA), REQUESTED).when(LAPSE)
    outcome.then(CaseExpired("supplement-lapsed")).then_waits_for().then_publishes("cases.case-expired.v1")


def test_a_supplement_that_comes_late_ends_the_case_too() -> None:
    """Whether it comes before the timer or after it, the end is the same."""
    asked = CASES.given(submitted(GUIDE, CONTRACT, DIPLOMA), REQUESTED)
    late = supplement(CONTRACT, DIPLOMA, days=8)
    asked.when(late).then(CaseExpired("supplement-lapsed"))
    asked.when(LAPSE, late).then_nothing()
    asked.when(late, LAPSE).then_nothing()


def test_the_timer_of_a_completed_application_finds_nothing_to_do() -> None:
    """And one that overtakes the request waits for it."""
    CASES.given(submitted(), ApplicationAccepted(GUIDE.code, None)).when(LAPSE).then_nothing()
    CASES.given(submitted(GUIDE, CONTRACT)).when_too_early(LAPSE)


def test_an_application_that_failed_hears_of_nothing_any_more() -> None:
    """A late answer changes nothing; the officer is told."""
    refused = CASES.given(submitted(), ApplicationRefused(CASE, "name-mismatch", "acceptance"))
    refused.when(verified()).then_nothing()
    refused.when(supplement(CONTRACT)).then_nothing()
    refused.when(decision()).then(RequestRefused("decide-application", "not-decidable"))


def test_a_provinces_form_of_an_item_wins_where_it_is_in_force() -> None:
    """It may ask for less; before it is in force the nation's counts."""
    own = replace(GUIDE, version=1, region="530000", materials=(CONTRACT,))
    later = replace(own, effective_from="2026-05-12")
    CASES.when(replace(submit(), known=Known((GUIDE, own), YUNNAN))).then_state(Verifying(application(own), ()))
    CASES.when(replace(submit(), known=Known((GUIDE, later), YUNNAN))).then_state(Verifying(application(), ()))

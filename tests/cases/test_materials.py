"""A certificate the applicant holds stands for a material; what is still missing is asked for once and in full."""

from dataclasses import replace

from services.cases.dossier import Consent, Satisfied, Unsatisfied
from services.cases.events import RequestRefused, SupplementRequested
from services.cases.further_events import MaterialsResolved, PresentationNoted, PresentationsAwaited, RelianceLost
from services.cases.reviews import lacking
from services.cases.service import DEFINITION
from services.cases.states import Presenting, Reviewing, Supplementing
from tests.cases.further import (
    CONSENTS,
    DIPLOMA_TYPE,
    HELD,
    LICENCE,
    LICENCE_TYPE,
    LICENSED,
    SCHOOL,
    SCHOOLED,
    approve,
    consenting,
    not_presented,
    presented,
    revoked,
)
from tests.cases.samples import (
    ALL,
    CASE,
    CASES,
    CONTRACT,
    DIPLOMA,
    MINGYUE,
    MONDAY,
    WITHDRAWN_WORDS,
    accepted,
    end_of,
    submit,
    supplement,
    verified,
)

ASKED = (consenting(), verified())
SATISFIED = (Satisfied("contract", LICENCE_TYPE, LICENCE), Satisfied("diploma", DIPLOMA_TYPE, SCHOOL))
DUE = end_of(5, 18)


def test_with_consent_certificates_is_asked_before_the_applicant() -> None:
    """One presentation for each material, with holder, type, purpose and the moment of the consent."""
    outcome = CASES.when(*ASKED)
    outcome.then(PresentationsAwaited(CONSENTS, MONDAY)).then_owes("present-contract", "present-diploma")
    first, _ = DEFINITION.next_commands(outcome.state)
    assert (first.type, first.subject) == (
        "certificates.present-certificate.v1",
        CASE.replace("case", "presentation") + "-contract",
    )
    assert first.data["holder"] == MINGYUE
    assert first.data["consent"] == {"given_at": "2026-05-11T01:30:00.000Z"}


def test_without_consent_nothing_is_asked_of_certificates() -> None:
    """An ordinary case costs no message more, and nobody's certificates are looked into."""
    CASES.when(submit(HELD), verified()).then_owes().then_publishes("cases.application-accepted.v1")
    CASES.when(submit(HELD, ()), verified()).then(SupplementRequested((LICENSED, SCHOOLED), DUE))


def test_materials_handed_in_are_not_presented_too() -> None:
    """Only what is missing."""
    CASES.when(consenting(materials=ALL), verified()).then_owes().then_publishes("cases.application-accepted.v1")


def test_when_certificates_stand_for_all_that_is_missing_the_application_is_accepted() -> None:
    """And it is said which certificate stands for which material."""
    outcome = CASES.when(*ASKED, presented("contract"), presented("diploma"))
    outcome.then(
        PresentationNoted("diploma", MONDAY, SATISFIED[1]),
        MaterialsResolved(SATISFIED, ()),
        accepted(HELD, DUE, end_of(5, 15)),
    )
    outcome.then_publishes("cases.materials-resolved.v1", "cases.application-accepted.v1")


def test_what_no_certificate_stands_for_is_asked_for_once_all_have_answered() -> None:
    """The reason goes along; until the last answer nobody is asked for anything."""
    CASES.when(*ASKED, not_presented("contract")).then_publishes()
    outcome = CASES.when(*ASKED, not_presented("contract"), presented("diploma"))
    outcome.then(
        PresentationNoted("diploma", MONDAY, SATISFIED[1]),
        MaterialsResolved(SATISFIED[1:], (Unsatisfied("contract", "certificate-not-held"),)),
        SupplementRequested((LICENSED,), DUE),
    )


def test_a_certificate_that_the_item_does_not_name_stands_for_nothing() -> None:
    """The applicant is told so with the request for the material."""
    outcome = CASES.when(consenting(consents=(Consent("contract", DIPLOMA_TYPE),), materials=ALL[1:]), verified())
    outcome.then(
        MaterialsResolved((), (Unsatisfied("contract", "certificate-not-accepted"),)),
        SupplementRequested((LICENSED,), DUE),
    )


def test_an_answer_counts_once_and_only_if_it_was_asked_for() -> None:
    """Nor does it come before the question."""
    CASES.when(*ASKED, presented("contract"), presented("contract")).then_nothing()
    CASES.when(*ASKED, presented("contract"), not_presented("contract")).then_nothing()
    CASES.when(*ASKED, replace(presented(), material="photo")).then_nothing()
    CASES.when_too_early(presented())


def test_the_clock_of_what_is_asked_for_runs_from_the_last_answer() -> None:
    """In whatever order the answers came."""
    late, early = presented("diploma", days=2), not_presented("contract")
    for answers in ((late, early), (early, late)):
        state = CASES.when(*ASKED, *answers).state
        assert isinstance(state, Supplementing)
        assert state.due == end_of(5, 20)


def test_a_supplement_waits_until_it_has_been_asked_for() -> None:
    """And a withdrawal need not wait for certificates."""
    assert isinstance(CASES.when(*ASKED).state, Presenting)
    CASES.when(*ASKED, WITHDRAWN_WORDS).then_publishes("cases.case-withdrawn.v1")
    asked = CASES.when(*ASKED, not_presented("contract"), presented("diploma"), supplement(CONTRACT))
    asked.then_publishes("cases.materials-completed.v1", "cases.application-accepted.v1")


ACCEPTED = (*ASKED, presented("contract"), presented("diploma"))


def test_a_revocation_is_told_to_the_case_that_relies_on_the_certificate() -> None:
    """Under review the material is due again: nobody is approved on a certificate that is gone."""
    outcome = CASES.when(*ACCEPTED, revoked())
    outcome.then(RelianceLost(LICENSED, LICENCE, "certificate-revoked-as-penalty"))
    outcome.then_publishes("cases.reliance-lost.v1")
    assert lacking(outcome.state) == "material-lost"
    CASES.when(*ACCEPTED, revoked(), approve()).then(RequestRefused("decide-application", "material-lost"))
    CASES.when(*ACCEPTED, revoked(), revoked()).then_nothing()


def test_the_lost_material_can_be_handed_in_instead() -> None:
    """Then the way is free."""
    supplied = CASES.when(*ACCEPTED, revoked(), supplement(CONTRACT))
    supplied.then_publishes("cases.materials-completed.v1")
    assert lacking(supplied.state) is None
    CASES.when(*ACCEPTED, revoked(), supplement(CONTRACT), approve()).then_owes("issue-certificate")
    CASES.when(*ACCEPTED, supplement(CONTRACT)).then_nothing()


def test_a_revocation_before_the_acceptance_makes_the_material_missing_again() -> None:
    """It joins what was asked for, within the same time."""
    outcome = CASES.when(*ASKED, presented("contract"), not_presented("diploma"), revoked())
    assert isinstance(outcome.state, Supplementing)
    assert set(outcome.state.missing) == {LICENSED, SCHOOLED}
    CASES.when(*ASKED, presented("contract"), revoked(), presented("diploma")).then_publishes(
        "cases.materials-resolved.v1", "cases.supplement-requested.v1"
    )


def test_a_revocation_that_overtakes_the_presentation_waits_for_it() -> None:
    """Otherwise the case would rely on what it never heard was gone."""
    asked = CASES.given(*CASES.when(consenting()).events, *CASES.when(*ASKED).events)
    asked.when_too_early(revoked())


def test_after_the_end_a_revocation_is_no_longer_the_cases_concern() -> None:
    """What was decided stands; and a certificate nobody presented concerns nobody."""
    CASES.when(*ACCEPTED, WITHDRAWN_WORDS, revoked()).then_nothing()
    CASES.when(*ACCEPTED, replace(revoked(), identifier=LICENCE.replace(".E", ".F"))).then_nothing()
    state = CASES.when(submit(HELD), verified(), supplement(DIPLOMA)).state
    assert isinstance(state, Reviewing)

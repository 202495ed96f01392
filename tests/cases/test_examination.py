"""A clerk examines an application once; silence for five working days is acceptance (行政许可法 Art. 32)."""

from dataclasses import replace

from services.cases.events import ApplicationRefused, RequestRefused, SupplementRequested
from services.cases.further_events import ExaminationAwaited
from services.cases.office_messages import AssignCase, DeemAccepted
from services.cases.states import AwaitingExamination, Reviewing
from tests.cases.further import CLERK, EXAMINED, approve, examine
from tests.cases.samples import (
    CASE,
    CASES,
    CONTRACT,
    DIPLOMA,
    MONDAY,
    TERMS,
    accepted,
    end_of,
    handed_in,
    submit,
    supplement,
    verified,
)

NEXT_MONDAY = end_of(5, 18)
SILENCE = DeemAccepted(CASE, terms=TERMS)
DEEMED = replace(accepted(EXAMINED, NEXT_MONDAY, end_of(5, 15)), deemed=True)
COMPLETE = (submit(EXAMINED), verified())
INCOMPLETE = (submit(EXAMINED, handed_in(CONTRACT)), verified())


def test_an_item_with_clerks_is_examined_before_it_is_accepted() -> None:
    """The clerk has five working days; the world hears that the application waits for them."""
    outcome = CASES.when(*COMPLETE)
    outcome.then(ExaminationAwaited((), NEXT_MONDAY, MONDAY))
    outcome.then_waits_for("examination").then_owes().then_publishes("cases.examination-awaited.v1")


def test_the_clerk_accepts_and_is_remembered() -> None:
    """Who accepted must not decide alone, so the case keeps who it was."""
    outcome = CASES.when(*COMPLETE, examine("accept"))
    outcome.then(replace(accepted(EXAMINED, end_of(5, 19), end_of(5, 18)), accepted_by=CLERK)).then_waits_for(
        "yellow-promised"
    )
    assert isinstance(outcome.state, Reviewing)
    assert outcome.state.acceptor == CLERK


def test_the_clerk_refuses_with_a_ground() -> None:
    """不予受理."""
    outcome = CASES.when(*COMPLETE, examine("refuse"))
    outcome.then(ApplicationRefused(CASE, "outside-jurisdiction", "acceptance", "已审查。"))


def test_the_clerk_asks_once_and_in_full() -> None:
    """What the clerk finds wanting and what is missing by rule are one list."""
    outcome = CASES.when(*INCOMPLETE, examine("supplement", "contract"))
    outcome.then(SupplementRequested((CONTRACT, DIPLOMA), end_of(5, 19), CLERK)).then_waits_for("supplement")


def test_a_second_request_is_refused() -> None:
    """Also one that names something else; the same said again changes nothing."""
    asked = (*COMPLETE, examine("supplement", "contract"))
    CASES.when(*asked, examine("supplement", "diploma")).then(RequestRefused("examine-application", "supplement-once"))
    CASES.when(*asked, examine("supplement", "contract")).then_nothing()


def test_whoever_hands_in_all_that_was_asked_for_is_accepted() -> None:
    """The law leaves no second look (行政许可法 Art. 32 (5)); a second request finds no place."""
    supplied = CASES.when(*INCOMPLETE, examine("supplement", "contract"), supplement(CONTRACT, DIPLOMA))
    assert isinstance(supplied.state, Reviewing)
    again = CASES.when(
        *INCOMPLETE, examine("supplement"), supplement(DIPLOMA), examine("supplement", "contract", days=3)
    )
    again.then(RequestRefused("examine-application", "supplement-once"))


def test_who_asked_for_more_has_accepted_it_once_all_is_in() -> None:
    """It is accepted on that clerk's examination, in how many parts it comes in: so that clerk may not decide on it,
    nor have it assigned (受审分离).
    """
    parts = (supplement(CONTRACT), supplement(DIPLOMA, days=3))
    supplied = CASES.when(*INCOMPLETE, examine("supplement", "contract"), *parts)
    assert isinstance(supplied.state, Reviewing)
    assert supplied.state.acceptor == CLERK
    before = (*INCOMPLETE, examine("supplement", "contract"), *parts)
    CASES.when(*before, replace(approve(), actor=CLERK)).then(RequestRefused("decide-application", "same-officer"))
    CASES.when(*before, AssignCase(CASE, CLERK, "head-1")).then(RequestRefused("assign-case", "same-officer"))
    CASES.when(*before, examine("accept", days=4)).then_nothing()


def test_what_a_rule_asked_for_nobody_has_accepted() -> None:
    """Of an item without clerks no member of staff is kept from deciding."""
    ruled = CASES.when(submit(materials=handed_in(CONTRACT)), verified(), supplement(DIPLOMA))
    assert isinstance(ruled.state, Reviewing)
    assert ruled.state.acceptor is None


def test_what_is_missing_cannot_be_accepted_by_a_clerk() -> None:
    """Nor can a request name nothing, or something the item does not know."""
    CASES.when(*INCOMPLETE, examine("accept")).then(RequestRefused("examine-application", "materials-missing"))
    CASES.when(*COMPLETE, examine("supplement")).then(RequestRefused("examine-application", "supplement-empty"))
    CASES.when(*COMPLETE, examine("supplement", "passport")).then(
        RequestRefused("examine-application", "material-unknown")
    )


def test_silence_is_acceptance_from_the_day_of_receipt() -> None:
    """逾期不告知的，自收到申请材料之日起即为受理: the promise runs from Monday, when all had come in."""
    outcome = CASES.when(*COMPLETE, SILENCE)
    outcome.then(DEEMED)
    outcome.then_publishes("cases.application-accepted.v1")
    CASES.when(*COMPLETE, SILENCE, SILENCE).then_nothing()
    CASES.when(*COMPLETE, examine("accept"), SILENCE).then_nothing()


def test_a_clerk_who_speaks_too_late_finds_the_application_accepted() -> None:
    """Whether the timer or the clerk comes first, the end is the same, and the clerk is told."""
    late = examine("refuse", days=9)
    refused = RequestRefused("examine-application", "examined-too-late")
    outcome = CASES.when(*COMPLETE, late)
    outcome.then(DEEMED, refused)
    assert outcome.state == CASES.when(*COMPLETE, SILENCE, late).state


def test_what_was_missing_in_silence_is_due_before_an_approval() -> None:
    """Accepted by law, yet not approved without its diploma."""
    silent = (*INCOMPLETE, SILENCE)
    CASES.when(*silent, approve()).then(RequestRefused("decide-application", "materials-missing"))
    CASES.when(*silent, supplement(DIPLOMA)).then_publishes("cases.materials-completed.v1")
    CASES.when(*silent, supplement(DIPLOMA), approve()).then_owes("issue-certificate")


def test_an_examination_waits_for_the_applicants_identity() -> None:
    """It overtook what it builds on."""
    CASES.when_too_early(examine())
    CASES.when_too_early(SILENCE)
    state = CASES.when(*COMPLETE).state
    assert isinstance(state, AwaitingExamination)


def test_a_case_that_no_clerk_accepts_cannot_be_examined() -> None:
    """An ordinary item is accepted by rule; the clerk is told."""
    ordinary = (submit(), verified())
    CASES.when(*ordinary, examine()).then(RequestRefused("examine-application", "not-examinable"))

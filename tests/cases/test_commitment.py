"""告知承诺: decided on a promise, checked afterwards, taken back where the promise is broken."""

from dataclasses import replace

from services.cases.events import ApplicationRefused, RequestRefused
from services.cases.further_events import CommitmentBroken, CommitmentCheckDue, CommitmentKept, CommitmentMade
from services.cases.messages import RateService
from services.cases.neighbour_messages import RecordIssuance
from services.cases.office_messages import CallCommitmentCheck, RecordCollection
from services.cases.service import DEFINITION
from services.cases.states import Closed
from tests.cases.further import PROMISED, approve, check, promise
from tests.cases.samples import ALL, AT_COUNTER, CASE, CASES, FREE, IDENTIFIER, MONDAY, end_of, submit, verified

ACCEPTED = (replace(promise(), delivery=AT_COUNTER), verified())
CLOSED = (*ACCEPTED, approve(), RecordIssuance(CASE, MONDAY, IDENTIFIER), RecordCollection(CASE))
DUE_CALL = CallCommitmentCheck(CASE)
BY = end_of(6, 10)
"""Twenty working days after Wednesday."""


def test_what_may_be_promised_is_not_asked_for() -> None:
    """The contract is missing, and the application is accepted all the same."""
    CASES.when(*ACCEPTED).then_publishes("cases.application-accepted.v1")


def test_without_the_promise_the_material_is_asked_for() -> None:
    """And what the item does not let be promised is asked for in any case."""
    CASES.when(submit(PROMISED, ALL[1:]), verified()).then_publishes("cases.supplement-requested.v1")
    CASES.when(replace(promise(), materials=()), verified()).then_publishes("cases.supplement-requested.v1")


def test_an_item_that_lets_nothing_be_promised_refuses_a_promise() -> None:
    """It would mean nothing."""
    outcome = CASES.when(replace(submit(FREE), commitment=True))
    outcome.then(outcome.events[0], ApplicationRefused(CASE, "commitment-not-offered", "acceptance"))


def test_with_the_approval_it_is_said_until_when_the_promise_is_checked() -> None:
    """The check's days run from the decision."""
    outcome = CASES.when(*ACCEPTED, approve())
    assert CommitmentMade(("contract",), BY) in outcome.events
    outcome.then_owes("issue-certificate")
    outcome.then_publishes("cases.application-approved.v1", "cases.commitment-made.v1")


def test_whoever_handed_everything_in_promised_nothing() -> None:
    """There is nothing to check."""
    handed_in = (replace(submit(PROMISED), commitment=True), verified(), approve())
    CASES.when(*handed_in).then_publishes("cases.application-approved.v1")


def test_a_closed_case_waits_for_the_check() -> None:
    """When it is due, the officer is told once."""
    closed = CASES.when(*CLOSED)
    closed.then_waits_for("commitment-check")
    assert DEFINITION.deadlines(closed.state)[0].due == BY
    called = CASES.when(*CLOSED, DUE_CALL)
    called.then(CommitmentCheckDue()).then_waits_for().then_publishes("cases.commitment-check-due.v1")
    CASES.when(*CLOSED, DUE_CALL, DUE_CALL).then_nothing()


def test_a_promise_that_was_kept_ends_the_matter() -> None:
    """Before it is due or after; nobody is called any more."""
    CASES.when(*CLOSED, check()).then(CommitmentKept("已核查。")).then_waits_for().then_owes()
    CASES.when(*CLOSED, check(), DUE_CALL).then_nothing()
    CASES.when(*CLOSED, DUE_CALL, check()).then_publishes("cases.commitment-kept.v1")


def test_a_broken_promise_takes_the_certificate_back() -> None:
    """撤销: certificates is told, with the ground in the officer's words."""
    outcome = CASES.when(*CLOSED, check(kept=False))
    outcome.then(CommitmentBroken("已核查。", IDENTIFIER)).then_owes("take-back")
    (owed,) = DEFINITION.next_commands(outcome.state)
    assert (owed.type, owed.subject) == ("certificates.change-status.v1", CASE.replace("case", "certificate"))
    assert owed.data == {"operation": "05", "state": "03", "reason": "commitment-broken", "ground": "已核查。"}


def test_the_first_finding_stands() -> None:
    """The same again changes nothing, another one is refused."""
    CASES.when(*CLOSED, check(), check()).then_nothing()
    CASES.when(*CLOSED, check(), check(kept=False)).then(RequestRefused("record-commitment-check", "nothing-to-check"))


def test_only_what_was_given_can_be_checked() -> None:
    """An open case, or one without a promise, has nothing to check; one that nobody knows is waited for."""
    refused = RequestRefused("record-commitment-check", "nothing-to-check")
    CASES.when(*ACCEPTED, check()).then(refused)
    CASES.when(submit(FREE), verified(), check()).then(refused)
    CASES.when_too_early(check())
    CASES.when_too_early(DUE_CALL)


def test_a_case_with_an_open_promise_can_be_rated() -> None:
    """The rating changes nothing about the promise, and the promise nothing about the rating."""
    rated = CASES.when(*CLOSED, RateService(CASE, MONDAY, 1))
    rated.then_waits_for("commitment-check")
    state = CASES.when(*CLOSED, RateService(CASE, MONDAY, 1), check()).state
    assert isinstance(state, Closed)
    assert state.rating == 1
    assert state == CASES.when(*CLOSED, check(), RateService(CASE, MONDAY, 1)).state

"""The decision, and what is asked beside it: withdrawal and rating."""

from dataclasses import replace

import pytest

from services.cases.events import (
    ApplicationAccepted,
    ApplicationApproved,
    ApplicationRefused,
    CaseClosed,
    CaseExpired,
    CaseWithdrawn,
    CertificateRequested,
    Event,
    FeeAwaited,
    RequestRefused,
    ServiceRated,
    SupplementRequested,
)
from services.cases.messages import RateService, WithdrawApplication
from services.cases.states import AwaitingFee, Closed, Refused, Withdrawn
from tests.cases.samples import (
    BARE,
    CASE,
    CASES,
    CONTRACT,
    FREE,
    GUIDE,
    IDENTIFIER,
    MONDAY,
    application,
    decision,
    submitted,
    verified,
)

ACCEPTED = (submitted(), ApplicationAccepted(GUIDE.code, None))
REVIEWING = CASES.given(*ACCEPTED)
APPROVED = (ApplicationApproved(GUIDE.code, 3, 1000, "材料齐全。"), FeeAwaited())
REFUSED = ApplicationRefused(CASE, "conditions-not-met", "decision", "材料齐全。")
WITHDRAW = WithdrawApplication(CASE, "不办了")
CLOSED = CASES.given(CaseClosed(IDENTIFIER, "post"))
TOO_LATE = RequestRefused("decide-application", "not-decidable")


def test_an_approval_asks_for_the_fee() -> None:
    """The bill comes before the certificate."""
    outcome = REVIEWING.when(decision())
    outcome.then(*APPROVED).then_state(AwaitingFee(application()))
    outcome.then_owes("collect-fee").then_publishes("cases.application-approved.v1")


def test_where_nothing_is_to_be_paid_the_certificate_is_asked_for() -> None:
    """A fee of zero is no fee."""
    free_line = replace(GUIDE, fees=(replace(GUIDE.fees[0], fen=0),))
    for item in (FREE, free_line):
        outcome = CASES.given(submitted(item), ApplicationAccepted(item.code, None)).when(decision())
        outcome.then(ApplicationApproved(item.code, 3, 0, "材料齐全。"), CertificateRequested())
        outcome.then_owes("issue-certificate")


def test_where_the_decision_is_the_result_an_approval_closes_the_case() -> None:
    """No fee, no certificate, nothing to deliver."""
    outcome = CASES.given(submitted(BARE), ApplicationAccepted(BARE.code, None)).when(decision())
    outcome.then(ApplicationApproved(BARE.code, 3, 0, "材料齐全。"), CaseClosed(None, "none"))
    outcome.then_owes().then_publishes("cases.application-approved.v1", "cases.case-closed.v1")


def test_a_refusal_names_its_ground() -> None:
    """Ground and opinion are for the applicant to read."""
    outcome = REVIEWING.when(decision("refuse"))
    outcome.then(REFUSED).then_state(Refused(CASE, "conditions-not-met", refund=False)).then_owes()


def test_a_refusal_without_a_ground_has_the_general_one() -> None:
    """A refusal always says why (行政许可法 Art. 38)."""
    REVIEWING.when(replace(decision("refuse"), reason=None)).then(REFUSED)


def test_an_officer_who_is_too_quick_waits_for_the_acceptance() -> None:
    """Before the application, before identity's answer, before the missing papers."""
    CASES.when_too_early(decision())
    CASES.given(submitted()).when_too_early(decision())
    CASES.given(submitted(), SupplementRequested((CONTRACT,), MONDAY)).when_too_early(decision("refuse"))


def test_the_same_decision_again_changes_nothing() -> None:
    """Whether the officer or the network repeats it."""
    REVIEWING.when(decision(), decision()).then_nothing()
    REVIEWING.when(decision("refuse"), decision("refuse")).then_nothing()
    CLOSED.when(decision()).then_nothing()


def test_a_second_decision_does_not_undo_the_first() -> None:
    """The first is published and can be appealed; the second officer is told."""
    REVIEWING.when(decision(), decision("refuse")).then(TOO_LATE).then_state(AwaitingFee(application()))
    REVIEWING.when(decision("refuse"), decision()).then(TOO_LATE)
    CLOSED.when(decision("refuse")).then(TOO_LATE).then_publishes("cases.request-refused.v1")


@pytest.mark.parametrize(
    "history",
    [(submitted(),), (submitted(), SupplementRequested((CONTRACT,), MONDAY)), ACCEPTED],
    ids=["verifying", "supplementing", "reviewing"],
)
def test_an_application_can_be_withdrawn_until_the_decision(history: tuple[Event, ...]) -> None:
    """At every step before it."""
    outcome = CASES.given(*history).when(WITHDRAW)
    outcome.then(CaseWithdrawn("不办了")).then_state(Withdrawn()).then_owes().then_waits_for()
    outcome.then_publishes("cases.case-withdrawn.v1")


def test_after_the_decision_withdrawal_is_refused_with_its_reason() -> None:
    """Approved, refused, expired or closed: it is too late, and nothing changes."""
    too_late = RequestRefused("withdraw-application", "not-withdrawable")
    for history in ((*ACCEPTED, *APPROVED), (REFUSED,), (CaseExpired("payment-expired"),), (CaseClosed(None, "none"),)):
        CASES.given(*history).when(WITHDRAW).then(too_late).then_publishes("cases.request-refused.v1")


def test_withdrawing_twice_is_withdrawing_once() -> None:
    """And a withdrawal that overtakes the application waits for it."""
    REVIEWING.when(WITHDRAW, WITHDRAW).then_nothing()
    CASES.when_too_early(WITHDRAW)


def test_what_a_withdrawn_case_waited_for_comes_in_vain() -> None:
    """identity's answer changes nothing; the officer's decision is refused."""
    withdrawn = CASES.given(submitted(), CaseWithdrawn("不办了"))
    withdrawn.when(verified()).then_nothing()
    withdrawn.when(decision("refuse")).then(TOO_LATE)


def test_of_withdrawal_and_decision_the_first_one_counts() -> None:
    """Either way the case has one end, and the one who came second is told."""
    REVIEWING.when(WITHDRAW, decision()).then(TOO_LATE).then_state(Withdrawn())
    decided = REVIEWING.when(decision(), WITHDRAW).then_state(AwaitingFee(application()))
    decided.then(RequestRefused("withdraw-application", "not-withdrawable"))


def test_a_closed_case_is_rated_once() -> None:
    """The comment stays here; the same level again changes nothing, another one is refused."""
    outcome = CLOSED.when(RateService(CASE, MONDAY, 2, "很快"))
    outcome.then(ServiceRated(2, "很快")).then_state(Closed(IDENTIFIER, "post", 2))
    outcome.then_publishes("cases.service-rated.v1")
    CLOSED.when(RateService(CASE, MONDAY, 2), RateService(CASE, MONDAY, 2)).then_nothing()
    again = CLOSED.when(RateService(CASE, MONDAY, 2), RateService(CASE, MONDAY, 5))
    again.then(RequestRefused("rate-service", "rating-out-of-time")).then_state(Closed(IDENTIFIER, "post", 2))


def test_a_case_that_is_not_done_cannot_be_rated() -> None:
    """The applicant is told; only a rating that overtook the application itself is kept for later."""
    too_early = RequestRefused("rate-service", "rating-out-of-time")
    REVIEWING.when(RateService(CASE, MONDAY, 1)).then(too_early).then_publishes("cases.request-refused.v1")
    CASES.given(*ACCEPTED, *APPROVED).when(RateService(CASE, MONDAY, 1)).then(too_early)
    CASES.when_too_early(RateService(CASE, MONDAY, 1))

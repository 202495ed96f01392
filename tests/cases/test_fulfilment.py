"""From the approval to the end."""

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
    CollectionAwaited,
    DeliveryChoiceRequested,
    DeliveryStarted,
    FeeAwaited,
    RequestRefused,
)
from services.cases.messages import ChooseDelivery, Command
from services.cases.neighbour_messages import (
    RecordCollectionLapse,
    RecordCollectionRefusal,
    RecordDelivery,
    RecordIssuance,
    RecordIssuanceRefusal,
    RecordReturn,
    RecordSettlement,
)
from services.cases.office_messages import RecordCollection
from services.cases.states import AwaitingChoice, AwaitingCollection, Closed, Delivering, Expired, Issuing, Refused
from tests.cases.samples import (
    BARE,
    CASE,
    CASES,
    FREE,
    GUIDE,
    HOME,
    IDENTIFIER,
    MONDAY,
    OFFICE,
    TERMS,
    application,
    submitted,
)

ACCEPTED = ApplicationAccepted(GUIDE.code, None)
FEE_AWAITED = (submitted(), ACCEPTED, ApplicationApproved(GUIDE.code, 3, 1000, "好"), FeeAwaited())
UNPAID = CASES.given(*FEE_AWAITED)
PAID = UNPAID.given(CertificateRequested())
SENT = PAID.given(DeliveryStarted(IDENTIFIER, 1, HOME))
RETURNED = SENT.given(DeliveryChoiceRequested("addressee-unknown", IDENTIFIER, 1, HOME))
SENT_AGAIN = RETURNED.given(DeliveryStarted(IDENTIFIER, 2, OFFICE))
WAITING = PAID.given(CollectionAwaited(IDENTIFIER))

WAITS, CHOICE = TERMS.calendar.due(MONDAY, 90), TERMS.calendar.due(MONDAY, 15)
SETTLED = RecordSettlement(CASE)
ISSUED = RecordIssuance(CASE, MONDAY, IDENTIFIER, TERMS)
COLLECTED = RecordCollection(CASE)
RESEND = ChooseDelivery(CASE, MONDAY, "resend", OFFICE, TERMS)
AT_COUNTER = ChooseDelivery(CASE, MONDAY, "counter", terms=TERMS)


def delivered(attempt: int) -> RecordDelivery:
    """The parcel of this attempt reached its recipient."""
    return RecordDelivery(CASE, attempt)


def returned(attempt: int) -> RecordReturn:
    """The parcel of this attempt came back."""
    return RecordReturn(CASE, MONDAY, attempt, "addressee-unknown", TERMS)


def test_a_paid_fee_lets_the_certificate_be_issued() -> None:
    """payments says settled; certificates is asked."""
    outcome = UNPAID.when(SETTLED)
    outcome.then(CertificateRequested()).then_state(Issuing(application())).then_owes("issue-certificate")


def test_a_paid_fee_closes_a_case_without_a_certificate() -> None:
    """The decision itself is the result."""
    bare = replace(BARE, fees=GUIDE.fees)
    outcome = CASES.given(submitted(bare), ACCEPTED, *FEE_AWAITED[2:]).when(SETTLED)
    outcome.then(CaseClosed(None, "none")).then_owes()


def test_an_unpaid_fee_ends_the_case() -> None:
    """payments has waited in vain; a payment that comes still later is payments' to give back."""
    outcome = UNPAID.when(RecordCollectionLapse(CASE))
    outcome.then(CaseExpired("payment-expired")).then_state(Expired("payment-expired")).then_owes()
    UNPAID.when(RecordCollectionLapse(CASE), SETTLED).then_nothing()
    UNPAID.when(SETTLED, RecordCollectionLapse(CASE)).then_nothing()


def test_a_fee_that_cannot_be_collected_ends_the_case() -> None:
    """There is nothing to give back."""
    outcome = UNPAID.when(RecordCollectionRefusal(CASE, "channel-refused"))
    outcome.then(ApplicationRefused(CASE, "channel-refused", "processing")).then_owes()


def test_a_certificate_that_cannot_be_issued_gives_the_fee_back() -> None:
    """The case ends with the reason; payments is told to cancel."""
    outcome = PAID.when(RecordIssuanceRefusal(CASE, "seal-unknown"))
    outcome.then(ApplicationRefused(CASE, "seal-unknown", "processing", refund=True))
    outcome.then_state(Refused(CASE, "seal-unknown", refund=True)).then_owes("cancel-collection")


def test_where_nothing_was_paid_nothing_is_given_back() -> None:
    """The item was free."""
    issuing = CASES.given(submitted(FREE), ACCEPTED, CertificateRequested())
    issuing.when(RecordIssuanceRefusal(CASE, "seal-unknown")).then_owes()


def test_a_certificate_goes_out_by_post() -> None:
    """The first attempt, to the address given with the application."""
    outcome = PAID.when(ISSUED)
    outcome.then(DeliveryStarted(IDENTIFIER, 1, HOME)).then_owes("ship-1").then_publishes()
    outcome.then_state(Delivering(application(), IDENTIFIER, 1, HOME))


def test_a_certificate_waits_at_the_counter_where_that_was_chosen() -> None:
    """And the case is closed when it is collected."""
    issuing = CASES.given(submitted(method="counter"), ACCEPTED, CertificateRequested())
    outcome = issuing.when(ISSUED)
    outcome.then(CollectionAwaited(IDENTIFIER, WAITS)).then_owes().then_publishes("cases.collection-awaited.v1")
    issuing.when(ISSUED, COLLECTED).then(CaseClosed(IDENTIFIER, "counter"))


def test_a_delivered_parcel_closes_the_case() -> None:
    """Handed over is not delivered; delivered is."""
    outcome = SENT.when(delivered(1))
    outcome.then(CaseClosed(IDENTIFIER, "post")).then_state(Closed(IDENTIFIER, "post"))
    outcome.then_publishes("cases.case-closed.v1").then_owes()


def test_a_returned_parcel_asks_the_applicant_what_to_do() -> None:
    """The incident is told, and the address is remembered."""
    outcome = SENT.when(returned(1))
    outcome.then(DeliveryChoiceRequested("addressee-unknown", IDENTIFIER, 1, HOME, CHOICE))
    outcome.then_state(AwaitingChoice(application(), IDENTIFIER, 1, HOME, CHOICE)).then_owes()
    outcome.then_publishes("cases.delivery-choice-requested.v1")


def test_a_parcel_is_sent_once_more_where_the_applicant_wants_it() -> None:
    """To a new address, or to the same one again."""
    outcome = RETURNED.when(RESEND)
    outcome.then(DeliveryStarted(IDENTIFIER, 2, OFFICE)).then_owes("ship-2")
    RETURNED.when(ChooseDelivery(CASE, MONDAY, "resend")).then(DeliveryStarted(IDENTIFIER, 2, HOME))


def test_a_returned_parcel_can_be_kept_at_the_counter() -> None:
    """Where the item is handed out at the counter at all."""
    RETURNED.when(AT_COUNTER).then(CollectionAwaited(IDENTIFIER, WAITS))
    post_only = replace(GUIDE, delivery=("post",))
    back = CASES.given(submitted(post_only), ACCEPTED, DeliveryChoiceRequested("lost", IDENTIFIER, 1, HOME))
    outcome = back.when(AT_COUNTER)
    outcome.then(RequestRefused("choose-delivery", "delivery-not-offered"))
    outcome.then_state(AwaitingChoice(application(post_only), IDENTIFIER, 1, HOME))


def test_a_choice_is_made_once() -> None:
    """The same click twice, or another one after it, changes nothing."""
    RETURNED.when(RESEND, RESEND).then_nothing()
    RETURNED.when(RESEND, AT_COUNTER).then_nothing()
    RETURNED.when(AT_COUNTER, RESEND).then_nothing()
    SENT.when_too_early(RESEND)


def test_a_parcel_that_arrived_after_all_leaves_nothing_to_choose() -> None:
    """A carrier may contradict itself, and its two words may overtake each other: the case ends the same."""
    RETURNED.when(delivered(1)).then(CaseClosed(IDENTIFIER, "post")).then_state(Closed(IDENTIFIER, "post"))
    SENT.when(delivered(1), returned(1)).then_nothing().then_state(Closed(IDENTIFIER, "post"))
    SENT_AGAIN.when(returned(2), delivered(1)).then_nothing()


def test_a_choice_answers_the_return_that_the_applicant_has_read_of() -> None:
    """A late or repeated answer to the first return decides nothing about the second; an early one waits."""
    first, second = replace(AT_COUNTER, attempt=1), replace(AT_COUNTER, attempt=2)
    RETURNED.when(first).then(CollectionAwaited(IDENTIFIER, WAITS))
    SENT_AGAIN.when(first).then_nothing()
    SENT_AGAIN.when(returned(2), first).then_nothing()
    SENT_AGAIN.when(returned(2), second).then(CollectionAwaited(IDENTIFIER, WAITS))
    RETURNED.when_too_early(second)
    SENT.when_too_early(first)
    SENT_AGAIN.when_too_early(second)


def test_what_is_said_again_of_an_earlier_parcel_changes_nothing() -> None:
    """The first came back, and the second is on its way."""
    SENT_AGAIN.when(returned(1)).then_nothing()
    SENT_AGAIN.when(delivered(1)).then_nothing()
    RETURNED.when(returned(1)).then_nothing()
    SENT_AGAIN.when(delivered(2)).then(CaseClosed(IDENTIFIER, "post"))


def test_what_is_said_of_a_parcel_that_is_not_sent_waits_for_it() -> None:
    """The second parcel's news may overtake the choice that sends it."""
    SENT.when_too_early(returned(2))
    RETURNED.when_too_early(delivered(2))
    PAID.when_too_early(returned(1))


def test_a_parcel_may_come_back_more_than_once() -> None:
    """Each time the applicant is asked again."""
    SENT_AGAIN.when(returned(2)).then_state(AwaitingChoice(application(), IDENTIFIER, 2, OFFICE, CHOICE))
    SENT_AGAIN.when(returned(2), RESEND).then_owes("ship-3")


def test_only_what_waits_at_the_counter_is_collected() -> None:
    """A clerk who is too quick waits; twice is once."""
    PAID.when_too_early(COLLECTED)
    SENT.when_too_early(COLLECTED)
    WAITING.when(COLLECTED, COLLECTED).then_nothing()
    WAITING.when(returned(1)).then_nothing()
    assert WAITING.when(COLLECTED).before == AwaitingCollection(application(), IDENTIFIER)


@pytest.mark.parametrize(
    "command",
    [SETTLED, RecordCollectionLapse(CASE), RecordCollectionRefusal(CASE, "channel-refused"), ISSUED,
     RecordIssuanceRefusal(CASE, "seal-unknown"), delivered(1), returned(1), RESEND, COLLECTED],
    ids=lambda command: type(command).__name__,
)  # fmt: skip
def test_news_waits_for_what_it_speaks_of_and_comes_in_vain_after_the_end(command: Command) -> None:
    """Before the application and before the decision it is too early; a case that has ended stays as it ended."""
    CASES.when_too_early(command)
    CASES.given(submitted(), ACCEPTED).when_too_early(command)
    CASES.given(submitted(), CaseWithdrawn("不办了")).when(command).then_nothing()
    CASES.given(CaseClosed(IDENTIFIER, "counter")).when(command).then_nothing()

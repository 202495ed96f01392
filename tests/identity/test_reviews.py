"""人工核验 by a clerk, erasure, and who read what: the parts of a person's stream that people decide."""

from dataclasses import replace

from services.identity.person_events import (
    DataRead,
    PersonErased,
    PersonVerified,
    Refused,
    ReviewDecided,
    ReviewNotTaken,
    ReviewRequested,
    ReviewWarned,
    VerificationRefused,
)
from services.identity.person_messages import DecideReview, ErasePerson, LapseReview, RecordReading, WarnReview
from tests.identity.samples import LICENCE, NOON, OTHER_TOKEN, PERMIT, PERSON, verify, yes
from tests.identity.test_levels import CLERK, DUE, REQUESTED, SCENARIO, VERIFIED, WARNING, asks, cannot_tell, confirm


def refuse(round_: int = 1) -> DecideReview:
    """A clerk has seen somebody else."""
    return DecideReview(PERSON, NOON, round_, "refuse", "照片与本人不符。", actor=CLERK)


REVIEWED = (REQUESTED, ReviewRequested(PERSON, LICENCE, 1, "register-refused", DUE, WARNING))


def test_what_the_register_cannot_tell_a_clerk_looks_at() -> None:
    """人工核验 instead of a refusal; the cases go on waiting, and more may join."""
    outcome = SCENARIO.given(REQUESTED).when(cannot_tell()).then(REVIEWED[1])
    outcome.then_publishes("identity.review-requested.v1").then_waits_for("warn-1", "lapse-1").then_owes()
    SCENARIO.given(*REVIEWED).when(verify(PERMIT), confirm()).then(
        ReviewDecided(PERSON, LICENCE, "confirm", CLERK, "证件与本人相符。"),
        PersonVerified(PERSON, LICENCE, 4, "manual-review", NOON),
        PersonVerified(PERSON, PERMIT, 4, "manual-review", NOON),
    )


def test_an_applicant_may_ask_for_a_clerk() -> None:
    """Without any register being asked."""
    SCENARIO.when(replace(asks(LICENCE), review=True)).then_owes().then_publishes("identity.review-requested.v1")


def test_a_clerks_no_has_its_ground() -> None:
    """And ends the waiting."""
    SCENARIO.given(*REVIEWED).when(refuse()).then(
        ReviewDecided(PERSON, LICENCE, "refuse", CLERK, "照片与本人不符。"),
        VerificationRefused(PERSON, LICENCE, "review-refused"),
    ).then_publishes("identity.review-decided.v1", "identity.verification-refused.v1").then_waits_for()


def test_nobody_reviews_their_own_identity() -> None:
    """And nobody without a name does."""
    reviewing = SCENARIO.given(*REVIEWED)
    reviewing.when(confirm(actor=PERSON)).then(ReviewNotTaken(PERSON, LICENCE, "reviewer-is-applicant"))
    reviewing.when(confirm(actor=None)).then(ReviewNotTaken(PERSON, LICENCE, "reviewer-unnamed"))
    reviewing.when(confirm(actor=PERSON), confirm()).then_publishes(
        "identity.review-decided.v1", "identity.person-verified.v1"
    )


def test_a_review_warns_and_lapses() -> None:
    """By its own deadlines."""
    reviewing, warn, lapse = SCENARIO.given(*REVIEWED), WarnReview(PERSON, 1), LapseReview(PERSON, 1)
    reviewing.when(warn).then(ReviewWarned(PERSON, LICENCE, DUE)).then_waits_for("lapse-1")
    reviewing.when(warn, warn).then_nothing()
    reviewing.when(lapse).then(
        ReviewDecided(PERSON, LICENCE, "lapse", None, None), VerificationRefused(PERSON, LICENCE, "review-lapsed")
    )
    reviewing.when(confirm(), lapse).then_nothing()
    SCENARIO.when_too_early(confirm())


def test_an_erased_person_is_asked_about_anew() -> None:
    """个人信息保护法 47: nothing of the confirmation is left; those who wait hear why."""
    erase = ErasePerson(PERSON, "asked-for")
    outcome = SCENARIO.given(REQUESTED, VERIFIED).when(erase).then(PersonErased("asked-for"))
    outcome.then_state(Refused(1, (LICENCE.case,), erased=True)).then_publishes("identity.person-erased.v1")
    SCENARIO.given(REQUESTED, VERIFIED).when(erase, erase).then_nothing()
    SCENARIO.when(erase).then_nothing()
    SCENARIO.given(REQUESTED).when(erase).then(
        VerificationRefused(PERSON, LICENCE, "person-erased"), PersonErased("asked-for")
    )
    SCENARIO.given(REQUESTED, VERIFIED, PersonErased("asked-for")).when(verify(PERMIT, OTHER_TOKEN)).then_owes(
        "ask-register-2"
    )


def test_who_read_what_is_on_the_persons_own_stream() -> None:
    """And is said, so that the person can be shown it."""
    read = RecordReading(PERSON, NOON, CLERK, "review", ("name", "number"))
    outcome = SCENARIO.given(REQUESTED, VERIFIED).when(read)
    outcome.then(DataRead(PERSON, CLERK, "review", ("name", "number"), NOON)).then_publishes("identity.data-read.v1")
    SCENARIO.given(REQUESTED).when(read, yes()).then(replace(VERIFIED, expires_at=None))

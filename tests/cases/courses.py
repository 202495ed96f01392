"""Whole courses of a case, from the application to its end, as hypothesis draws them."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from services.cases.events import CaseClosed, DeliveryChoiceRequested
from services.cases.items import Item, Procedure, Step
from services.cases.messages import ChooseDelivery, RateService, WithdrawApplication
from services.cases.neighbour_messages import (
    RecordCollectionLapse,
    RecordCollectionRefusal,
    RecordDelivery,
    RecordIssuance,
    RecordIssuanceRefusal,
    RecordReturn,
    RecordSettlement,
)
from services.cases.office_events import ReviewRecorded
from services.cases.office_messages import (
    AbandonCollection,
    Action,
    AssignCase,
    BeginProcedure,
    DecideApplication,
    Decision,
    EndProcedure,
    ExtendLimit,
    LapseRectification,
    LapseSupplement,
    RecordCollection,
    RecordRectification,
    RecordReview,
    WarnLimit,
)
from services.chassis.testing.disorder import Reply
from tests.cases.samples import (
    AT_COUNTER,
    BY_POST,
    CASE,
    CONTRACT,
    DIPLOMA,
    GUIDE,
    HOME,
    IDENTIFIER,
    MONDAY,
    OFFICE,
    decision,
    handed_in,
    submit,
    supplement,
    verified,
)

Course = list[Any]

LATER = MONDAY.replace(year=2027)
STEPS = (Step("site", ("fire", "health")), Step("papers", ("market",), after=("site",)))
REVIEWED = replace(GUIDE, steps=STEPS, statutory_days=20, extension_days=10, procedures=(Procedure("hearing", 20),))
WORDS: tuple[Decision, ...] = ("approve", "refuse")
ACTIONS: tuple[Action, ...] = ("call-back", "ledger", "put-right")
OFFICE_SAYS = (
    submit(REVIEWED),
    *(RecordReview(CASE, step.code, who, word, "好") for step in STEPS for who in step.departments for word in WORDS),
    BeginProcedure(CASE, MONDAY, "hearing", "申请人申请听证。", 20),
    EndProcedure(CASE, LATER, "hearing", "已归卷。"),
    ExtendLimit(CASE, 10, "案情复杂。", "head-1"),
    AssignCase(CASE, "officer-1"),
    WarnLimit(CASE, LATER, "yellow", "promised"),
    WarnLimit(CASE, LATER, "red", "promised"),
    WarnLimit(CASE, LATER, "red", "statutory"),
    AbandonCollection(CASE, LATER),
    *(RecordRectification(CASE, action, "好") for action in ACTIONS),
    LapseRectification(CASE, LATER),
)
"""What officers, counters and timers may say at any time."""

ITEMS = [
    replace(GUIDE, fees=fees, certificate=certificate, kind=kind)
    for fees in (GUIDE.fees, ())
    for certificate in (GUIDE.certificate, None)
    for kind in ("promised", "instant")
]
ITEMS.append(replace(GUIDE, steps=(Step("site", ("fire", "health")), Step("papers", ("market",), after=("site",)))))


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """One course; no two of its messages contradict each other, so its end is one, whatever the order."""
    item, delivery = draw(st.sampled_from(ITEMS)), draw(st.sampled_from([BY_POST, AT_COUNTER]))
    missing = draw(st.sampled_from([(), (CONTRACT,), (CONTRACT, DIPLOMA)]))
    brought = handed_in(*(material for material in (CONTRACT, DIPLOMA) if material not in missing))
    course: Course = [submit(item, brought, delivery)]
    if draw(st.booleans()) and draw(st.booleans()):
        return [*course, replace(verified(), refusal="person-unknown")]
    course.append(verified())
    if missing:
        if draw(st.integers(0, 3)) == 0:
            return [*course, LapseSupplement(CASE)]
        # The last part completes the application; both parts come at one moment, so the promise is the same.
        together = draw(st.booleans())
        course += [supplement(*missing)] if together else [supplement(material) for material in missing]
    return course + draw(_judged(item, by_post=delivery is BY_POST))


@st.composite
def _judged(draw: st.DrawFn, item: Item, *, by_post: bool) -> Course:
    word = draw(st.sampled_from(["approve", "approve", "approve", "refuse", "withdraw"]))
    if word == "withdraw":
        return [WithdrawApplication(CASE, "不办了")]
    answers = [RecordReview(CASE, step.code, who, "approve", "好") for step in item.steps for who in step.departments]
    if word == "refuse":
        first = [RecordReview(CASE, "site", "fire", "refuse", "不符合条件。")]
        return first if item.steps else [decision("refuse")]
    decided = DecideApplication(CASE, "approve", "好")
    # An officer decides on seeing the last answer; who is quicker than the departments is refused.
    course: Course = [*answers, Reply(ReviewRecorded, decided, len(answers))] if answers else [decided]
    if item.fees:
        paid = draw(
            st.sampled_from([RecordSettlement(CASE), RecordCollectionLapse(CASE), RecordCollectionRefusal(CASE, "no")])
        )
        course.append(paid)
        if not isinstance(paid, RecordSettlement):
            return course
    if item.certificate:
        if draw(st.integers(0, 4)) == 0:
            return [*course, RecordIssuanceRefusal(CASE, "seal-unknown")]
        course += [
            RecordIssuance(CASE, MONDAY, IDENTIFIER),
            *(draw(_by_post()) if by_post else [RecordCollection(CASE)]),
        ]
    return course + draw(st.sampled_from([[], [Reply(CaseClosed, RateService(CASE, MONDAY, 2))]]))


@st.composite
def _by_post(draw: st.DrawFn) -> Course:
    """Some parcels come back, each followed by the applicant's choice."""
    course: Course = []
    for attempt in range(1, draw(st.integers(1, 4))):
        course.append(RecordReturn(CASE, MONDAY, attempt, "addressee-unknown"))
        if draw(st.integers(0, 3)) == 0:
            choice = ChooseDelivery(CASE, MONDAY, "counter")
            return [*course, Reply(DeliveryChoiceRequested, choice, attempt), RecordCollection(CASE)]
        again = ChooseDelivery(CASE, MONDAY, "resend", draw(st.sampled_from([HOME, OFFICE, None])))
        course.append(Reply(DeliveryChoiceRequested, again, attempt))
    sent = sum(isinstance(message, RecordReturn) for message in course) + 1
    return [*course, RecordDelivery(CASE, sent)]


def messages() -> st.SearchStrategy[Any]:
    """Anything anybody may say to a case at any time, also what no course would hold."""
    said = st.sampled_from(
        [
            *(submit(item) for item in ITEMS),
            submit(materials=()),
            submit(replace(GUIDE, delivery=("counter",))),
            verified(),
            replace(verified(), refusal="person-unknown"),
            supplement(CONTRACT),
            supplement(CONTRACT, DIPLOMA),
            supplement(CONTRACT, DIPLOMA, days=30),
            LapseSupplement(CASE),
            WithdrawApplication(CASE, "不办了"),
            decision(),
            decision("refuse"),
            RecordSettlement(CASE),
            RecordCollectionLapse(CASE),
            RecordCollectionRefusal(CASE, "channel-refused"),
            RecordIssuance(CASE, MONDAY, IDENTIFIER),
            RecordIssuanceRefusal(CASE, "seal-unknown"),
            ChooseDelivery(CASE, MONDAY, "resend"),
            ChooseDelivery(CASE, MONDAY, "counter"),
            RecordCollection(CASE),
            RateService(CASE, MONDAY, 1),
            RateService(CASE, MONDAY, 5, "慢"),
            *OFFICE_SAYS,
        ]
    )
    attempts = st.integers(1, 3)
    parcels = attempts.map(lambda n: RecordDelivery(CASE, n)) | attempts.map(
        lambda n: RecordReturn(CASE, MONDAY, n, "lost")
    )
    return said | parcels

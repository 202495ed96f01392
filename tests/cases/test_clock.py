"""Limits: promised and statutory, what stops and extends them, and who is warned."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.cases.events import ApplicationAccepted, CaseExpired, CaseWithdrawn, CollectionAwaited, RequestRefused
from services.cases.events import DeliveryChoiceRequested as Returned
from services.cases.items import Procedure
from services.cases.office_events import ClockStopped, LimitWarned
from services.cases.office_messages import AbandonCollection, BeginProcedure, EndProcedure, ExtendLimit, WarnLimit
from services.cases.service import DEFINITION
from services.cases.states import Reviewing
from services.cases.terms import Limits
from services.chassis.testing.disorder import deliver, orders
from services.chassis.testing.scenario import Outcome
from tests.cases.samples import CASE, CASES, GUIDE, HOME, IDENTIFIER, MONDAY, TERMS, decision, end_of, submit, submitted
from tests.cases.samples import verified as confirmed

ITEM = replace(
    GUIDE, statutory_days=20, extension_days=10, procedures=(Procedure("hearing", 20), Procedure("inspection", 10))
)
SUBMITTED = CASES.given(submitted(ITEM))
ACCEPTED = confirmed()
BASE = Limits(end_of(5, 18), end_of(6, 8), end_of(5, 15))


def on(day: int) -> datetime:
    """Nine in the morning of so many days after Monday, in China."""
    return MONDAY + timedelta(days=day)


def begin(day: int, kind: str = "hearing", days: int = 20) -> BeginProcedure:
    """A special procedure begins."""
    return BeginProcedure(CASE, on(day), kind, "申请人申请听证。", days)


def end(day: int, kind: str = "hearing") -> EndProcedure:
    """It ends."""
    return EndProcedure(CASE, on(day), kind, "已归卷。", TERMS)


def extend(days: int = 10, by: str = "head-1") -> ExtendLimit:
    """The head of the authority adds days."""
    return ExtendLimit(CASE, days, "案情复杂。", by, TERMS)


def warn(moment: datetime, level: str = "yellow", limit: str = "promised") -> WarnLimit:
    """The timer."""
    return WarnLimit(CASE, moment, level, limit)  # type: ignore[arg-type]


def limits(outcome: Outcome) -> Limits:
    """How they stand now."""
    assert isinstance(outcome.state, Reviewing)
    return outcome.state.clock.limits


def test_with_the_acceptance_both_limits_begin_to_run() -> None:
    """Five promised and twenty statutory working days (行政许可法 Art. 42), the yellow warning one day before."""
    outcome = SUBMITTED.when(ACCEPTED)
    outcome.then(ApplicationAccepted(ITEM.code, BASE.promised, BASE)).then_waits_for("yellow-promised")


def test_a_limit_that_nobody_announced_the_days_for_says_so() -> None:
    """Accepted at the end of 2026, due in 2027."""
    late = replace(ACCEPTED, at=on(230))
    said = DEFINITION.publish(SUBMITTED.when(late).events[0], None)
    assert said is not None
    assert said.data["provisional"] is True
    assert set(said.data) == {"item", "promised_due", "statutory_due", "provisional"}


def test_a_special_procedure_stops_the_clock() -> None:
    """Art. 45: while it is under way there is no timer; the applicant is told kind, ground and days."""
    outcome = SUBMITTED.when(ACCEPTED, begin(1))
    outcome.then(ClockStopped("hearing", "申请人申请听证。", 20, on(1))).then_waits_for()
    outcome.then_publishes("cases.clock-stopped.v1")


def test_when_it_ends_the_limits_have_moved_by_its_working_days() -> None:
    """Tuesday to the Thursday of the next week: seven working days, the weekend does not count."""
    outcome = SUBMITTED.when(ACCEPTED, begin(1), end(10))
    assert limits(outcome) == Limits(end_of(5, 27), end_of(6, 17), end_of(5, 26))
    outcome.then_waits_for("yellow-promised").then_publishes("cases.clock-resumed.v1")


def test_two_procedures_at_a_time_stop_the_clock_once() -> None:
    """It runs on with the end of the last, and the days that both took count once."""
    both = [ACCEPTED, begin(1), begin(2, "inspection", 10), end(3)]
    SUBMITTED.when(*both).then_waits_for()
    assert limits(SUBMITTED.when(*both, end(4, "inspection"))) == limits(SUBMITTED.when(ACCEPTED, begin(1), end(4)))


@given(st.data())
def test_the_limits_follow_from_what_happened_and_not_from_the_order_in_which_it_was_told(data: st.DataObject) -> None:
    """Two procedures and an extension, in any order and repeated: one state."""
    course: list[Any] = [submit(ITEM), ACCEPTED, begin(1), end(3), begin(2, "inspection", 10), end(7, "inspection")]
    course.append(extend())
    natural = deliver(DEFINITION, course)
    ending = deliver(DEFINITION, course, data.draw(orders(len(course))))
    assert ending.too_early == []
    assert ending.state.clock.limits == natural.state.clock.limits
    assert ending.types == natural.types


def test_what_had_passed_before_a_procedure_began_stays_passed() -> None:
    """A hearing on the tenth day does not heal a promise of five."""
    moved = limits(SUBMITTED.when(ACCEPTED, begin(14), end(15)))
    assert (moved.promised, moved.statutory) == (BASE.promised, end_of(6, 9))


def test_a_procedure_must_be_foreseen_and_is_held_once() -> None:
    """The item names it and its longest time; the same again changes nothing."""
    SUBMITTED.when(ACCEPTED, begin(1, "auction")).then(RequestRefused("begin-procedure", "procedure-not-foreseen"))
    SUBMITTED.when(ACCEPTED, end(1, "auction")).then(RequestRefused("end-procedure", "procedure-not-foreseen"))
    SUBMITTED.when(ACCEPTED, begin(1, days=21)).then(RequestRefused("begin-procedure", "procedure-too-long"))
    SUBMITTED.when(ACCEPTED, begin(1), begin(1)).then_nothing()
    SUBMITTED.when(ACCEPTED, begin(1), end(2), end(2)).then_nothing()
    again = SUBMITTED.when(ACCEPTED, begin(1), end(2), begin(4, days=5))
    again.then(RequestRefused("begin-procedure", "procedure-held"))


def test_an_end_that_overtakes_its_beginning_waits() -> None:
    """And both wait for the acceptance."""
    CASES.given(submitted(ITEM), *SUBMITTED.when(ACCEPTED).events).when_too_early(end(2))
    SUBMITTED.when_too_early(begin(1))


def test_nobody_decides_while_a_procedure_is_under_way() -> None:
    """What a hearing brings is to be heard first."""
    SUBMITTED.when(ACCEPTED, begin(1), decision()).then(RequestRefused("decide-application", "procedure-open"))


def test_the_head_of_the_authority_adds_days_once() -> None:
    """Art. 42: ten working days, with the head's approval; the world is told."""
    outcome = SUBMITTED.when(ACCEPTED, extend())
    assert limits(outcome) == Limits(end_of(6, 1), end_of(6, 23), end_of(5, 29))
    outcome.then_publishes("cases.limit-extended.v1")
    SUBMITTED.when(ACCEPTED, extend(), extend()).then_nothing()
    SUBMITTED.when(ACCEPTED, extend(), extend(5)).then(RequestRefused("extend-limit", "limit-extended-already"))
    SUBMITTED.when(ACCEPTED, extend(11)).then(RequestRefused("extend-limit", "extension-not-allowed"))


def test_after_the_decision_no_time_runs_any_more() -> None:
    """Officers are told; a late timer finds nothing."""
    for late, word in ((begin(1), "begin-procedure"), (end(1), "end-procedure"), (extend(), "extend-limit")):
        SUBMITTED.when(ACCEPTED, decision(), late).then(RequestRefused(word, "not-under-review"))
    SUBMITTED.when(ACCEPTED, decision(), warn(on(30))).then_nothing()


def test_warnings_come_one_after_the_other() -> None:
    """Yellow when a third of the promise is left, red when it has passed, red again when the law's limit has."""
    yellow, red = warn(end_of(5, 15)), warn(end_of(5, 18), "red")
    last = warn(end_of(6, 8), "red", "statutory")
    outcome = SUBMITTED.when(ACCEPTED, yellow)
    outcome.then(LimitWarned("yellow", "promised", end_of(5, 15))).then_waits_for("red-promised")
    outcome.then_publishes("cases.limit-warned.v1")
    SUBMITTED.when(ACCEPTED, yellow, red).then_waits_for("red-statutory")
    SUBMITTED.when(ACCEPTED, yellow, red, last).then_waits_for()


def test_a_timer_whose_limit_has_moved_says_nothing() -> None:
    """It was on its way when the clock stopped."""
    SUBMITTED.when(ACCEPTED, begin(1), warn(end_of(5, 15))).then_nothing()
    SUBMITTED.when(ACCEPTED, begin(1), end(3), warn(end_of(5, 15))).then_nothing()
    SUBMITTED.when(ACCEPTED, warn(end_of(5, 15)), warn(end_of(5, 15))).then_nothing()


def test_a_case_stored_before_there_were_limits_keeps_its_promise() -> None:
    """Old events are read as what they said."""
    old = CASES.given(submitted(ITEM), ApplicationAccepted(ITEM.code, BASE.promised)).when(warn(on(7), "red"))
    old.then_nothing()
    old.then_waits_for("red-promised")


WAITING = CollectionAwaited(IDENTIFIER, end_of(9, 15))
BACK = Returned("lost", IDENTIFIER, 1, HOME, end_of(6, 1))


def abandon(moment: datetime) -> AbandonCollection:
    """The timer."""
    return AbandonCollection(CASE, moment, TERMS)


def test_a_result_that_nobody_collects_ends_the_case() -> None:
    """After ninety working days; not a moment before."""
    counter = CASES.given(submitted(), WAITING)
    counter.when().then_waits_for("collection")
    counter.when(abandon(on(30))).then_nothing()
    counter.when(abandon(end_of(9, 15))).then(CaseExpired("collection-abandoned")).then_waits_for()


def test_who_does_not_choose_finds_the_certificate_at_the_counter() -> None:
    """It is theirs; only where the item has no counter the case ends as undeliverable."""
    back = CASES.given(submitted(), BACK).when(abandon(end_of(6, 1)))
    back.then(CollectionAwaited(IDENTIFIER, TERMS.calendar.due(end_of(6, 1), 90))).then_waits_for("collection")
    by_post = CASES.given(submitted(replace(GUIDE, delivery=("post",))), BACK)
    by_post.when().then_waits_for("choice-1")
    by_post.when(abandon(end_of(6, 1))).then(CaseExpired("undeliverable"))
    CASES.given(submitted(), CaseWithdrawn("不办了")).when(abandon(end_of(6, 1))).then_nothing()

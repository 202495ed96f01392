"""The rating, 1 best to 5 worst, and what a bad one leads to."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.events import CaseClosed, RequestRefused, ServiceRated
from services.cases.messages import RateService
from services.cases.office_events import RectificationOpened, RectificationOverdue, RectificationRecorded
from services.cases.office_messages import Action, LapseRectification, RecordRectification
from services.cases.service import DEFINITION
from services.chassis.testing.disorder import Reply, deliver, orders
from tests.cases.samples import BARE, CASE, CASES, MONDAY, TERMS, decision, end_of, submit, submitted, verified

CLOSED = CASES.given(CaseClosed(None, "none"))
OPENED = RectificationOpened(end_of(5, 18), end_of(6, 1))
UNHAPPY = CLOSED.given(ServiceRated(5, "慢"), OPENED)


def rated(level: int) -> RateService:
    """The applicant says how it was."""
    return RateService(CASE, MONDAY, level, "慢" if level > 3 else None, TERMS)


def did(action: Action) -> RecordRectification:
    """The office says what it did."""
    return RecordRectification(CASE, action, "已回访核实。")


def lapse(moment: datetime) -> LapseRectification:
    """The timer."""
    return LapseRectification(CASE, moment)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_one_is_best_and_three_is_still_good(level: int) -> None:
    """GB/T 39046: 非常满意, 满意, 基本满意. Some provinces' interfaces count from the other end; here nothing does."""
    CLOSED.when(rated(level)).then(ServiceRated(level, None)).then_waits_for()


@pytest.mark.parametrize("level", [4, 5])
def test_a_bad_rating_is_to_be_answered_for(level: int) -> None:
    """不满意 and 非常不满意 open a rectification (差评整改), due in five working days."""
    outcome = CLOSED.when(rated(level))
    outcome.then(ServiceRated(level, "慢"), OPENED).then_waits_for("rectification")
    outcome.then_publishes("cases.service-rated.v1", "cases.rectification-opened.v1")


@pytest.mark.parametrize("action", ["put-right", "explain", "unjustified"])
def test_it_is_over_when_it_is_put_right_explained_or_found_unjustified(action: Action) -> None:
    """Then nothing waits any more."""
    outcome = UNHAPPY.when(did("call-back"), did(action))
    outcome.then(RectificationRecorded(action, "已回访核实。", None)).then_waits_for()
    UNHAPPY.when(did(action), did(action)).then_nothing()
    UNHAPPY.when(did(action), did("ledger")).then(RequestRefused("record-rectification", "nothing-to-rectify"))


def test_what_cannot_be_put_right_at_once_goes_on_the_ledger() -> None:
    """台账: fifteen working days from the rating; a call back moves nothing."""
    outcome = UNHAPPY.when(did("ledger"))
    outcome.then(RectificationRecorded("ledger", "已回访核实。", end_of(6, 1))).then_waits_for("rectification")
    UNHAPPY.when(did("call-back")).then(RectificationRecorded("call-back", "已回访核实。", end_of(5, 18)))
    UNHAPPY.when(did("ledger"), lapse(end_of(5, 18))).then_nothing()
    UNHAPPY.when(did("ledger"), lapse(end_of(6, 1))).then(RectificationOverdue())


def test_silence_is_said_aloud_once() -> None:
    """And it can still be put right afterwards."""
    outcome = UNHAPPY.when(lapse(end_of(5, 18)))
    outcome.then(RectificationOverdue()).then_waits_for().then_publishes("cases.rectification-overdue.v1")
    UNHAPPY.when(lapse(MONDAY)).then_nothing()
    UNHAPPY.when(lapse(end_of(5, 18)), lapse(end_of(5, 18))).then_nothing()
    UNHAPPY.when(lapse(end_of(5, 18)), did("put-right")).then_publishes("cases.rectification-recorded.v1")


def test_where_nobody_complained_there_is_nothing_to_rectify() -> None:
    """A good rating, none, or no case that is done."""
    nothing = RequestRefused("record-rectification", "nothing-to-rectify")
    CLOSED.when(rated(1), did("put-right")).then(nothing)
    CASES.given(submitted()).when(did("put-right")).then(nothing).then_publishes("cases.office-request-refused.v1")
    CASES.when_too_early(did("put-right"))


@given(st.data())
def test_a_bad_rating_comes_to_one_end_in_whatever_order(data: st.DataObject) -> None:
    """Rated once, opened once, dealt with once."""
    answer = Reply(RectificationOpened, did("put-right"))
    course: list[Any] = [submit(BARE), verified(), decision(), Reply(CaseClosed, rated(5)), answer]
    ending = deliver(DEFINITION, course, data.draw(orders(len(course))))
    assert ending.too_early == []
    assert ending.state == deliver(DEFINITION, course).state
    assert ending.types["cases.rectification-opened.v1"] == ending.types["cases.rectification-recorded.v1"] == 1

"""A case comes to the same end however its messages arrive."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.events import CaseClosed
from services.cases.messages import RateService
from services.cases.office_events import ClockResumed, RectificationOpened, ReviewRecorded
from services.cases.office_messages import LapseRectification, RecordRectification
from services.cases.service import DEFINITION
from services.cases.states import Closed, Expired, Refused, Withdrawn
from services.chassis import codec
from services.chassis.contracts import Contracts
from services.chassis.testing.disorder import Reply, deliver, orders
from tests.cases.courses import Course, courses, messages
from tests.cases.further import approve, check, promise
from tests.cases.samples import AT_COUNTER, BARE, CASE, MONDAY, decision, submit, verified
from tests.cases.scenarios import ASKED, BACK_AND_FORTH, COLLECTED, ISSUED, LATER

ENDS = Closed | Refused | Withdrawn | Expired
CONTRACTS = Contracts.load()
PUT_RIGHT = RecordRectification(CASE, "put-right", "已回访核实。")


@given(courses())
def test_every_course_comes_to_an_end(course: Course) -> None:
    """In its natural order no message waits, and the case is over."""
    ending = deliver(DEFINITION, course)
    assert ending.too_early == []
    assert DEFINITION.is_terminal(ending.state)


@given(courses(), st.data())
def test_order_and_repetition_leave_no_trace(course: Course, data: st.DataObject) -> None:
    """The same end, the same asked of others once, the same told to the world, and nothing that waits for ever.

    A withdrawal alone may come before what it overtook is said: then less is told, and the end is the same.
    """
    ending, natural = deliver(DEFINITION, course, data.draw(orders(len(course)))), deliver(DEFINITION, course)
    assert ending.too_early == []
    assert ending.state == natural.state
    assert ending.purposes == natural.purposes
    assert ending.types == natural.types or (isinstance(ending.state, Withdrawn) and ending.types < natural.types)


ANSWERS = {
    "an officer decides when all have answered, the last one after the hearing": (
        *(*ASKED, *BACK_AND_FORTH[:-1], Reply(ClockResumed, BACK_AND_FORTH[-1])),
        *(Reply(ReviewRecorded, decision(), 2), ISSUED, COLLECTED),
    ),
    "a bad rating is put right, whether the timer says so before or not": (
        *(submit(BARE), verified(), decision(), Reply(CaseClosed, RateService(CASE, MONDAY, 5, "慢"))),
        *(Reply(RectificationOpened, LapseRectification(CASE, LATER)), Reply(RectificationOpened, PUT_RIGHT)),
    ),
    "a promise is checked when the case is closed": (
        *(replace(promise(), delivery=AT_COUNTER), verified(), approve(), ISSUED, COLLECTED),
        Reply(CaseClosed, check(kept=False)),
    ),
}
"""Scenarios whose order tells, with the order that is told: who answers an event has seen it."""


@pytest.mark.parametrize("course", ANSWERS.values(), ids=[*ANSWERS])
@given(data=st.data())
def test_who_answers_what_they_have_seen_comes_to_the_same_end(course: Course, data: st.DataObject) -> None:
    """Everything else in any order, and again."""
    ending, natural = deliver(DEFINITION, course, data.draw(orders(len(course)))), deliver(DEFINITION, course)
    assert ending.too_early == natural.too_early == []
    assert ending.state == natural.state
    assert DEFINITION.is_terminal(ending.state)


@given(st.lists(messages(), max_size=40))
def test_nothing_anybody_says_breaks_a_case(said: list[Any]) -> None:
    """Whatever comes in whatever order: an end stays the end, and nothing is asked of others twice."""
    ending, over = deliver(DEFINITION, []), None
    for message in said:
        ending.offer(message)
        over = over or (type(ending.state) if isinstance(ending.state, ENDS) else None)
        assert over is None or type(ending.state) is over
    purposes = [owed.purpose for owed in ending.owed]
    assert len(purposes) == len(set(purposes))


@given(st.lists(messages(), max_size=40))
def test_what_a_case_says_keeps_its_contracts_and_what_it_stores_can_be_read(said: list[Any]) -> None:
    """Every event comes back from the store as it was; every message passes the strict check of a producer."""
    ending = deliver(DEFINITION, said)
    for event in ending.events:
        assert codec.convert(codec.plain(event), type(event)) == event
    spoken = [(one.type, one.data) for one in ending.said] + [(one.type, one.data) for one in ending.owed]
    for message_type, data in spoken:
        CONTRACTS.check_strict(message_type, data)
    for deadline in DEFINITION.deadlines(ending.state):
        CONTRACTS.check_strict(deadline.type, deadline.data)


def test_the_simulation_finds_what_depends_on_the_order() -> None:
    """It would be worth little otherwise: a rating that does not wait for the end is refused, and lost."""
    rating = RateService(CASE, MONDAY, 2)
    course = [submit(BARE), verified(), decision()]
    assert deliver(DEFINITION, [*course, Reply(CaseClosed, rating)], [3, 0, 1, 2]).state == Closed(None, "none", 2)
    assert deliver(DEFINITION, [*course, rating], [0, 3, 1, 2]).state == Closed(None, "none")
    assert deliver(DEFINITION, course[1:]).too_early == course[1:]

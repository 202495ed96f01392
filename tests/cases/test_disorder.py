"""A case comes to the same end however its messages arrive."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.cases.events import CaseClosed
from services.cases.messages import RateService
from services.cases.service import DEFINITION
from services.cases.states import Closed, Expired, Refused, Withdrawn
from services.chassis import codec
from services.chassis.contracts import Contracts
from services.chassis.testing.disorder import Reply, deliver, orders
from tests.cases.courses import Course, courses, messages
from tests.cases.samples import BARE, CASE, MONDAY, decision, submit, verified

ENDS = Closed | Refused | Withdrawn | Expired
CONTRACTS = Contracts.load()


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

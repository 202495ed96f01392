"""Clerks, certificates, promises, provinces and bundles: the same end however the messages arrive."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.cases.office_messages import CallCommitmentCheck, DeemAccepted
from services.cases.service import DEFINITION
from services.chassis import codec
from services.chassis.contracts import Contracts
from services.chassis.testing.disorder import deliver, orders
from tests.cases.courses import messages
from tests.cases.further import (
    EXAMINED,
    FOOD,
    HELD,
    SIGN,
    TRADER,
    across,
    approve,
    check,
    consenting,
    examine,
    not_presented,
    outcome,
    part,
    presented,
    promise,
    revoked,
    take_over,
    whole,
)
from tests.cases.further_courses import Course, further_courses
from tests.cases.samples import CASE, handed_in, submit

CONTRACTS = Contracts.load()

SAID = st.sampled_from(
    [
        *(consenting(HELD), submit(EXAMINED), submit(EXAMINED, handed_in()), promise(), across(), take_over(), whole()),
        *(presented("contract"), presented("diploma"), not_presented("contract"), revoked()),
        *(examine("accept"), examine("supplement", "contract"), examine("refuse", days=9), DeemAccepted(CASE)),
        *(approve(), check(), check(kept=False), CallCommitmentCheck(CASE)),
        *(outcome("closed"), outcome("refused"), outcome("withdrawn"), outcome("expired")),
        *(part(TRADER), part(FOOD, "refused"), part(SIGN, "withdrawn")),
    ]
)


@given(further_courses())
def test_every_course_comes_to_an_end(course: Course) -> None:
    """In its natural order no message waits, and the case is over."""
    ending = deliver(DEFINITION, course)
    assert ending.too_early == []
    assert DEFINITION.is_terminal(ending.state)


@given(further_courses(), st.data())
def test_order_and_repetition_leave_no_trace(course: Course, data: st.DataObject) -> None:
    """The same end, the same asked of others once, and nothing that waits for ever."""
    ending, natural = deliver(DEFINITION, course, data.draw(orders(len(course)))), deliver(DEFINITION, course)
    assert ending.too_early == []
    assert ending.purposes == natural.purposes
    assert ending.state == natural.state


@given(st.lists(SAID | messages(), max_size=40))
def test_nothing_anybody_says_breaks_a_case(said: list[Any]) -> None:
    """Whatever comes in whatever order: an end stays the end, and nothing is asked of others twice."""
    ending, over = deliver(DEFINITION, []), None
    for message in said:
        ending.offer(message)
        over = over or (type(ending.state) if DEFINITION.is_terminal(ending.state) else None)
        assert over is None or type(ending.state) is over
    purposes = [owed.purpose for owed in ending.owed]
    assert len(purposes) == len(set(purposes))


@given(st.lists(SAID | messages(), max_size=40))
def test_what_a_case_says_keeps_its_contracts_and_what_it_stores_can_be_read(said: list[Any]) -> None:
    """Every event comes back from the store as it was; every message passes the strict check of a producer."""
    ending = deliver(DEFINITION, said)
    for event in ending.events:
        assert codec.convert(codec.plain(event), type(event)) == event
    spoken = [(one.type, one.data) for one in ending.said] + [(one.type, one.data) for one in ending.owed]
    for message_type, data in spoken:
        CONTRACTS.check_strict(message_type, codec.plain(dict(data)))
    for deadline in DEFINITION.deadlines(ending.state):
        CONTRACTS.check_strict(deadline.type, deadline.data)

"""Whoever knows the number of a case knows its trace."""

from services.chassis.contracts import Contracts
from services.chassis.outgoing import Occasion, Speaker
from services.chassis.testing.mail import message
from services.chassis.topology import Place
from services.chassis.tracing import trace_of
from services.identity.service import DEFINITION
from tests.identity.samples import LICENCE, PERMIT, verify, yes


def trace_id(traceparent: str) -> str:
    """The part that all spans of a trace share (W3C Trace Context)."""
    return traceparent.split("-")[1]


def test_what_is_said_of_a_case_at_different_times_is_one_trace() -> None:
    """The id is the same and the spans differ; another case has another."""
    first, second = trace_of(LICENCE.case), trace_of(LICENCE.case)
    assert first != second
    assert trace_id(first) == trace_id(second) != trace_id(trace_of(PERMIT.case))


def test_an_answer_to_two_cases_goes_out_under_the_trace_of_each() -> None:
    """Identity's does, for a person who has applied twice; what came with the message goes on for its own case."""
    speaker = Speaker(DEFINITION, Contracts.load(), Place("identity"))
    asking = DEFINITION.initial
    for command in (verify(LICENCE), verify(PERMIT)):
        for event in DEFINITION.decide(command, asking):
            asking = DEFINITION.evolve(asking, event)
    answer = message("identity.record-register-answer.v1", yes().subject, {}, case=LICENCE.case)
    events = DEFINITION.decide(yes(), asking)
    after = asking
    for event in events:
        after = DEFINITION.evolve(after, event)
    said = speaker.messages(Occasion(answer, yes().subject, 3, answer.time, answer.trace), events, asking, after)
    assert {one.case: trace_id(one.trace) for one in said} == {
        LICENCE.case: trace_id(answer.trace),
        PERMIT.case: trace_id(trace_of(PERMIT.case)),
    }

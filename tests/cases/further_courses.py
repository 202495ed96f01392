"""Courses of cases that clerks examine, certificates help, promises carry, provinces share; and of bundles."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from services.cases.dossier import Outcome
from services.cases.events import CaseClosed, SupplementRequested
from services.cases.further_events import CaseTransferred, ExaminationAwaited, PresentationsAwaited
from services.cases.neighbour_messages import RecordIssuance
from services.cases.office_messages import DeemAccepted, RecordCollection
from services.chassis.testing.disorder import Reply
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
    take_over,
    whole,
)
from tests.cases.samples import (
    AT_COUNTER,
    CASE,
    CONTRACT,
    DIPLOMA,
    IDENTIFIER,
    MONDAY,
    WITHDRAWN_WORDS,
    decision,
    handed_in,
    submit,
    supplement,
    verified,
)

Course = list[Any]


@st.composite
def held(draw: st.DrawFn) -> Course:
    """Certificates answer for two materials; what is left is asked for."""
    answers = [draw(st.sampled_from([presented(code), not_presented(code)])) for code in ("contract", "diploma")]
    left = [material for material, one in zip((CONTRACT, DIPLOMA), answers, strict=True) if one.refusal]
    asked = [Reply(PresentationsAwaited, one) for one in answers]
    handed = [Reply(SupplementRequested, supplement(*left))] if left else []
    return [consenting(HELD), verified(), *asked, *handed, decision("refuse")]


@st.composite
def examined(draw: st.DrawFn) -> Course:
    """The clerk accepts, asks, refuses or is silent."""
    begun = [submit(EXAMINED, handed_in(CONTRACT, DIPLOMA)), verified()]
    word = draw(st.sampled_from(["accept", "supplement", "refuse", "silence"]))
    if word == "silence":
        return [*begun, Reply(ExaminationAwaited, DeemAccepted(CASE)), decision("refuse")]
    said = [Reply(ExaminationAwaited, examine(word, *(["diploma"] if word == "supplement" else [])))]  # type: ignore[arg-type]
    if word == "refuse":
        return [*begun, *said]
    handed = [Reply(SupplementRequested, supplement(DIPLOMA))] if word == "supplement" else []
    return [*begun, *said, *handed, decision("refuse")]


@st.composite
def promised(draw: st.DrawFn) -> Course:
    """Decided on a promise, and checked."""
    begun = [replace(promise(), delivery=AT_COUNTER), verified(), approve()]
    done = [RecordIssuance(CASE, MONDAY, IDENTIFIER), RecordCollection(CASE)]
    return [*begun, *done, Reply(CaseClosed, check(kept=draw(st.booleans())))]


@st.composite
def handed_over(draw: st.DrawFn) -> Course:
    """Handed to another province, which tells how it ended; or the part that the other province has in it."""
    if draw(st.booleans()):
        return [take_over(), draw(st.sampled_from([decision("refuse"), WITHDRAWN_WORDS]))]
    word: Outcome = draw(st.sampled_from(["closed", "refused", "expired"]))
    return [across(), verified(), Reply(CaseTransferred, outcome(word))]


@st.composite
def bundles(draw: st.DrawFn) -> Course:
    """Every part that begins comes to an end; the food licence only if there is a business licence."""
    ends: st.SearchStrategy[Outcome] = st.sampled_from(["closed", "refused", "expired", "withdrawn"])
    trader, sign = draw(ends), draw(ends)
    course: Course = [whole(), part(SIGN, sign), part(TRADER, trader)]
    if trader == "closed":
        course.append(part(FOOD, draw(ends)))
    return course


def further_courses() -> st.SearchStrategy[Course]:
    """One course of any of these kinds; no two of its messages contradict each other."""
    return held() | examined() | promised() | handed_over() | bundles()

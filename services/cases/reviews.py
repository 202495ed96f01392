"""The review in the decider: steps side by side with their joins, the officer's decision, who has the case.

A join is safe under duplicates and races because it is no counter: who has answered stands in the state, by step and
department, and what follows is worked out from that alone.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from services.cases.automatic import identified, ruled
from services.cases.bundle_events import BundleState
from services.cases.events import Application, ApplicationAccepted, ApplicationRefused, Event, RequestRefused
from services.cases.fulfilment import approved, past
from services.cases.items import Step
from services.cases.limits import accepted_limits, keep_time, timed
from services.cases.messages import Judging, Timing
from services.cases.office_events import CaseAssigned, ClockResumed, OpenStep, ReviewRecorded, ReviewsOpened
from services.cases.office_messages import AssignCase, DecideApplication, RecordReview
from services.cases.states import Closed, Ended, Refused, Reviewing, State, Transferred
from services.cases.terms import Terms
from services.chassis.vocabulary import NotYet

Answers = tuple[ReviewRecorded, ...]


def accepted(
    application: Application, at: datetime, terms: Terms, by: str | None = None, *, deemed: bool = False
) -> list[Event]:
    """What follows from an acceptance (受理): the limits begin to run, and the first steps of the review open.

    What is only deemed accepted nobody has looked at, so no rule approves it.
    """
    limits = accepted_limits(application.item, at, terms)
    known = identified(application)
    acceptance = ApplicationAccepted(application.item.code, limits.promised, limits, by, identity=known)
    opened = _opened(application.item.review, (), before=frozenset())
    return [acceptance, *(opened or ([] if deemed else _by_rule(application)))]


def _by_rule(application: Application) -> list[Event]:
    """Approved at once (秒批), where every step is done, nothing is outstanding, and the item's rule says so."""
    rule = None if application.dossier.outstanding else ruled(application)
    return approved(application, f"符合自动审批规则（第{rule.version}版），准予许可。", rule) if rule else []


def judge(command: Judging, state: State) -> list[Event]:
    """What the departments and officers in charge of a case say."""
    match command:
        case RecordReview():
            return _reviewed(command, state)
        case DecideApplication():
            return _decided(command, state)
        case AssignCase():
            return _assigned(command, state)
        case _:
            assert_never(command)


def timed_review(command: Timing, state: State) -> list[Event]:
    """The time of a case; a rule that had to wait for the clock decides when it goes on."""
    events = keep_time(command, state)
    if not isinstance(state, Reviewing) or not state.application.item.review or not is_reviewed(state):
        return events
    clock = state.clock
    for event in events:
        if isinstance(event, ClockResumed):
            clock = timed(clock, event)
    goes_on = state.clock.stands and not clock.stands
    return [*events, *_by_rule(state.application)] if goes_on else events


def is_reviewed(state: Reviewing) -> bool:
    """Whether every department of every step has answered; no refusal is among the answers, it would have ended it."""
    return all(_done(step, state.answers) for step in state.application.item.review)


def _done(step: Step, answers: Answers) -> bool:
    """会签: a step with several departments needs all of them."""
    answered = {answer.department for answer in answers if answer.step == step.code}
    return answered >= set(step.departments)


def _begun(steps: tuple[Step, ...], answers: Answers) -> frozenset[str]:
    """The steps that are open or done: all before them are done."""
    done = {step.code for step in steps if _done(step, answers)}
    return frozenset(step.code for step in steps if set(step.after) <= done)


def _opened(steps: tuple[Step, ...], answers: Answers, before: frozenset[str]) -> list[Event]:
    new = _begun(steps, answers) - before
    opened = tuple(OpenStep(step.code, step.departments) for step in steps if step.code in new)
    return [ReviewsOpened(opened)] if opened else []


def _reviewed(command: RecordReview, state: State) -> list[Event]:
    """Any refusal refuses the application at once; the same answer again changes nothing, another one is refused."""
    if not isinstance(state, Reviewing):
        past(state, Reviewing)
        told = isinstance(state, Refused) and command.decision == "refuse"
        return [] if told else [RequestRefused("record-review", "not-under-review")]
    steps, at = state.application.item.review, (command.step, command.department)
    if not any(step.code == command.step and command.department in step.departments for step in steps):
        return [RequestRefused("record-review", "step-unknown")]
    known = next((answer for answer in state.answers if (answer.step, answer.department) == at), None)
    if known is not None:
        return [] if known.decision == command.decision else [RequestRefused("record-review", "review-stands")]
    if command.step not in (begun := _begun(steps, state.answers)):
        raise NotYet(f"step {command.step} waits for those before it")
    answer = ReviewRecorded(*at, command.decision, command.opinion, command.reason)
    if command.decision == "refuse":
        return [answer, _refused(state, command)]
    after = replace(state, answers=(*state.answers, answer))
    if is_reviewed(after) and not state.clock.stands:
        return [answer, *_by_rule(state.application)]
    return [answer, *_opened(steps, after.answers, begun)]


def _refused(state: Reviewing, command: RecordReview | DecideApplication) -> ApplicationRefused:
    reason = command.reason or "conditions-not-met"
    return ApplicationRefused(state.application.case, reason, "decision", command.opinion)


def _decided(command: DecideApplication, state: State) -> list[Event]:
    """A decision is published and can be appealed, so the first one stands; the same again changes nothing."""
    if isinstance(state, Reviewing):
        reason = _why_not(command, state)
        if reason is not None:
            return [RequestRefused("decide-application", reason)]
        if command.decision == "approve":
            return approved(state.application, command.opinion)
        return [_refused(state, command)]
    past(state, Reviewing)
    if isinstance(state, Transferred | BundleState) or (isinstance(state, Ended) and not isinstance(state, Closed)):
        so = isinstance(state, Refused) and command.decision == "refuse"
    else:
        so = command.decision == "approve"
    return [] if so else [RequestRefused("decide-application", "not-decidable")]


def _why_not(command: DecideApplication, state: Reviewing) -> str | None:
    if command.actor is not None and command.actor == state.acceptor:
        return "same-officer"  # who accepts may not decide (受审分离)
    if command.decision == "approve" and (lack := lacking(state)):
        return lack
    if not is_reviewed(state):
        return "reviews-open"
    return "procedure-open" if state.clock.stands else None


def lacking(state: State) -> str | None:
    """Why an accepted case cannot be approved yet, as far as its materials go."""
    if not isinstance(state, Reviewing) or not state.application.dossier.outstanding:
        return None
    dossier = state.application.dossier
    lost = any(material.code in dossier.lost for material in dossier.outstanding)
    return "material-lost" if lost else "materials-missing"


def _assigned(command: AssignCase, state: State) -> list[Event]:
    if not isinstance(state, Reviewing):
        past(state, Reviewing)
        return [RequestRefused("assign-case", "not-under-review")]
    if command.officer == state.acceptor:
        return [RequestRefused("assign-case", "same-officer")]
    if command.claim and state.officer not in (None, command.officer):
        return [RequestRefused("assign-case", "claimed-by-another")]
    return [] if command.officer == state.officer else [CaseAssigned(command.officer, command.actor)]

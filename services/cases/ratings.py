"""The rating (好差评) in the decider, and what a bad one leads to.

One scale everywhere, that of GB/T 39046: 1 very satisfied (非常满意), 2 satisfied (满意), 3 fairly satisfied
(基本满意), 4 dissatisfied (不满意), 5 very dissatisfied (非常不满意). Some provinces'
interfaces count the other way round, 5 best:
whoever pushes ratings there turns them, as 6 - level; nothing here ever does.
"""

from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, assert_never

from services.cases.dossier import Ties
from services.cases.events import Event, RequestRefused, ServiceRated
from services.cases.messages import RateService, Rectifying
from services.cases.office_events import Rectification, RectificationOpened, RectificationOverdue, RectificationRecorded
from services.cases.office_messages import LapseRectification, RecordRectification
from services.cases.states import BadRating, Closed, Nothing, State
from services.chassis.vocabulary import NotYet

Rating: TypeAlias = RateService | Rectifying

BAD = (4, 5)
ENDING = ("put-right", "explain", "unjustified")
"""What ends a rectification; a call back and an entry in the ledger do not."""


def rate(command: Rating, state: State) -> list[Event]:
    """What the applicant says of the service, and what is done about it."""
    match command:
        case RateService():
            return _rated(command, state)
        case RecordRectification():
            return _recorded(command, state)
        case LapseRectification():
            return _lapsed(command, state)
        case _:
            assert_never(command)


def _rated(command: RateService, state: State) -> list[Event]:
    """One case, one rating (一事一评); what two provinces shared is rated where it was handed in, and there alone."""
    match state:
        case Nothing():
            raise NotYet("the case to rate has not come in")
        case Closed(ties=Ties(origin=str())):
            return [RequestRefused("rate-service", "rated-where-handed-in")]
        case Closed(rating=None):
            rated = ServiceRated(command.level, command.comment)
            return [rated, _opened(command)] if command.level in BAD else [rated]
        case Closed(rating=command.level):
            return []
        case _:
            return [RequestRefused("rate-service", "rating-out-of-time")]


def _opened(command: RateService) -> RectificationOpened:
    calendar, terms = command.terms.calendar, command.terms
    days = (terms.rectification_days, terms.ledger_days)
    return RectificationOpened(*(calendar.due(command.at, limit) for limit in days))


def _recorded(command: RecordRectification, state: State) -> list[Event]:
    match state:
        case Nothing():
            raise NotYet("the case whose rating is to be answered for has not come in")
        case Closed(bad=BadRating() as bad) if command.action in bad.actions:
            return []
        case Closed(bad=BadRating(due=None)):
            return [RequestRefused("record-rectification", "nothing-to-rectify")]
        case Closed(bad=BadRating() as bad):
            return [RectificationRecorded(command.action, command.opinion, _due(bad, command))]
        case _:
            return [RequestRefused("record-rectification", "nothing-to-rectify")]


def _due(bad: BadRating, command: RecordRectification) -> datetime | None:
    if command.action in ENDING:
        return None
    return bad.ledger_due if command.action == "ledger" else bad.due


def _lapsed(command: LapseRectification, state: State) -> list[Event]:
    match state:
        case Closed(bad=BadRating(due=datetime() as due, overdue=False)) if command.at >= due:
            return [RectificationOverdue()]
        case _:
            return []


def rectified(bad: BadRating | None, event: Rectification) -> BadRating:
    """The rectification after an event."""
    match event:
        case RectificationOpened():
            return BadRating(event.due, event.ledger_due)
        case _ if bad is None:
            raise ValueError(f"{type(event).__name__} without a bad rating")
        case RectificationRecorded():
            moved = event.due != bad.due
            actions = (*bad.actions, event.action)
            return replace(bad, due=event.due, actions=actions, overdue=bad.overdue and not moved)
        case RectificationOverdue():
            return replace(bad, overdue=True)
        case _:
            assert_never(event)

"""代办: an agent's application waits for two answers of identity, whichever comes first."""

from dataclasses import replace
from datetime import timedelta

from services.cases.dossier import Agent
from services.cases.events import ApplicationRefused
from services.cases.further_events import AnswerNoted
from services.cases.neighbour_messages import RecordMandate
from services.cases.service import DEFINITION
from tests.cases.samples import CASE, CASES, MONDAY, TERMS, accepted, end_of, submit, verified

AGENT = Agent("person-89abcdef0123456789abcdef", "mandate-0123456789abcdef01234567")
SUBMITTED = replace(submit(), agent=AGENT)
CONFIRMED = RecordMandate(CASE, MONDAY + timedelta(days=1), AGENT.person, terms=TERMS)


def test_neither_answer_alone_is_enough() -> None:
    """The other is still waited for; the same one again changes nothing."""
    CASES.when(SUBMITTED, verified()).then(AnswerNoted("person", MONDAY)).then_publishes()
    CASES.when(SUBMITTED, CONFIRMED).then(AnswerNoted("mandate", MONDAY + timedelta(days=1))).then_publishes()
    CASES.when(SUBMITTED, verified(), verified()).then_nothing()


def test_the_world_hears_who_handed_it_in() -> None:
    """By pseudonym; of an ordinary application it hears no more than before."""
    by_agent, ordinary = (CASES.when(one) for one in (SUBMITTED, submit()))
    said = [DEFINITION.publish(one.events[0], one.state) for one in (by_agent, ordinary)]
    assert [one.data.get("agent") for one in said if one] == [AGENT.person, None]


def test_both_together_accept_and_time_runs_from_the_later_one() -> None:
    """In whatever order they came."""
    acceptance = accepted(SUBMITTED.known.versions[0], end_of(5, 19), end_of(5, 18))
    CASES.when(SUBMITTED, verified(), CONFIRMED).then(acceptance)
    CASES.when(SUBMITTED, CONFIRMED, verified()).then(acceptance)


def test_a_mandate_that_does_not_hold_refuses_the_application() -> None:
    """With identity's reason."""
    refused = replace(CONFIRMED, refusal="person-unknown")
    CASES.when(SUBMITTED, refused).then(ApplicationRefused(CASE, "person-unknown", "acceptance"))
    CASES.when(SUBMITTED, verified(), refused).then(ApplicationRefused(CASE, "person-unknown", "acceptance"))


def test_an_application_without_an_agent_waits_for_nobodys_mandate() -> None:
    """And word of one changes nothing; before the application it waits."""
    CASES.when(submit(), CONFIRMED).then_nothing()
    CASES.when(submit(), verified(), CONFIRMED).then_nothing()
    CASES.when_too_early(CONFIRMED)

"""Identity's streams are of several kinds, each with its law: persons, organisations, mandates and accounts."""

from services.chassis.vocabulary import NotYet
from services.identity import accounts, mandates, organisations, person_course, persons
from services.identity.account_messages import AccountCommand, AccountEvent, AccountState
from services.identity.mandate_messages import MandateCommand, MandateEvent, MandateState
from services.identity.messages import Command, Event, State
from services.identity.organisation_messages import OrganisationCommand, OrganisationEvent, OrganisationState
from services.identity.person_events import PersonState, Unknown

INITIAL = Unknown()


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so."""
    if isinstance(command, AccountCommand):
        return [*accounts.decide(command, _account(state))]
    if isinstance(command, MandateCommand):
        return [*mandates.decide(command, _mandate(state))]
    if isinstance(command, OrganisationCommand):
        return [*organisations.decide(command, _organisation(state))]
    return [*persons.decide(command, _person(state))]


def _account(state: State) -> accounts.Known:
    if isinstance(state, Unknown | AccountState):
        return None if isinstance(state, Unknown) else state
    raise NotYet("this stream is no account's")  # offered again in vain, then parked


def _mandate(state: State) -> mandates.Known:
    if isinstance(state, Unknown | MandateState):
        return None if isinstance(state, Unknown) else state
    raise NotYet("this stream is no mandate's")


def _organisation(state: State) -> organisations.Known:
    if isinstance(state, Unknown | OrganisationState):
        return None if isinstance(state, Unknown) else state
    raise NotYet("this stream is no organisation's")


def _person(state: State) -> persons.Known:
    if isinstance(state, Unknown | PersonState):
        return state
    raise NotYet("this stream is no person's")


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    if isinstance(event, AccountEvent):
        return accounts.evolve(_account(state), event) or INITIAL
    if isinstance(event, MandateEvent):
        return mandates.evolve(_mandate(state), event) or INITIAL
    if isinstance(event, OrganisationEvent):
        return organisations.evolve(_organisation(state), event) or INITIAL
    return person_course.evolve(_person(state), event)


def is_terminal(state: State) -> bool:
    """A person may always apply again."""
    return False

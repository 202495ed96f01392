"""代办: an agent hands in for somebody else, and two services agree on it through their contracts alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import pytest

from services.cases.dossier import Agent
from services.cases.events import ApplicationRefused
from services.cases.service import DEFINITION as CASES
from services.cases.states import Reviewing, Verifying
from services.chassis import codec, names
from services.chassis.contracts import Contracts
from services.chassis.definition import Definition
from services.chassis.vocabulary import Owed, Published
from services.identity.service import DEFINITION as IDENTITY
from tests.cases.samples import CASE, GUIDE, MINGYUE, MONDAY, TERMS, submit
from tests.identity.mandate_samples import GRANT

CONTRACTS = Contracts.load()
AGENT, MANDATE = "person-89abcdef0123456789abcdef", "mandate-2b7f90c1d4e85a6633f0a1bc"
SUBMITTED = replace(submit(), agent=Agent(AGENT, MANDATE))
TERMS_OF_IT = replace(GRANT, principal=MINGYUE, actor=MINGYUE, items=(GUIDE.code,), at=MONDAY - timedelta(days=30))


def decided(definition: Definition, state: Any, command: Any) -> tuple[Any, list[Any]]:
    """The state after a command, and its events."""
    events = list(definition.decide(command, state))
    return reduce(definition.evolve, events, state), events


def identity_hears(owed: Owed, at: datetime) -> Any:
    """What identity makes of a command to it."""
    CONTRACTS.check_strict(owed.type, owed.data)
    kinds = {names.type_of("identity", command): command for command in IDENTITY.commands}
    envelope = {"subject": owed.subject, "case": CASE, "province": "530000", "at": at}
    return codec.convert({**owed.data, **envelope}, kinds[owed.type])


def with_terms(command: Any) -> Any:
    """What the service adds to it."""
    return replace(command, terms=TERMS)


def cases_hears(said: Published, at: datetime) -> Any:
    """What cases makes of an event, with the terms that its service adds."""
    CONTRACTS.check_strict(said.type, said.data)
    heard = {**said.data, "case": said.case, "province": said.province, "at": at.isoformat()}
    return with_terms(CASES.reactions[said.type](heard))


def answered(grant: Any, at: datetime) -> tuple[Any, list[Any]]:
    """The case, once the register has confirmed the applicant and identity has looked at the mandate."""
    case, _ = decided(CASES, CASES.initial, replace(SUBMITTED, at=at))
    owed = {one.purpose: one for one in CASES.next_commands(case)}
    mandate, _ = decided(IDENTITY, IDENTITY.initial, grant)
    mandate, events = decided(IDENTITY, mandate, identity_hears(owed["check-mandate"], at))
    (said,) = [IDENTITY.publish(event, mandate) for event in events]
    assert said is not None
    assert said.case == CASE
    verified = CASES.reactions["identity.person-verified.v1"](
        {"case": CASE, "at": at.isoformat(), "person": MINGYUE, "level": 2}
    )
    case, _ = decided(CASES, case, with_terms(verified))
    return decided(CASES, case, cases_hears(said, at))


def test_a_mandate_that_covers_the_item_lets_the_agents_application_in() -> None:
    """It is the applicant's own, as if the applicant had come."""
    case, _ = answered(TERMS_OF_IT, MONDAY)
    assert isinstance(case, Reviewing)
    assert case.application.applicant == MINGYUE


@pytest.mark.parametrize(
    ("grant", "at", "reason"),
    [
        (replace(TERMS_OF_IT, scope=("collect",)), MONDAY, "mandate-scope"),
        (replace(TERMS_OF_IT, items=("000131012000",)), MONDAY, "mandate-scope"),
        (TERMS_OF_IT, datetime(2027, 4, 1, 1, 0, tzinfo=UTC), "mandate-over"),
        (replace(TERMS_OF_IT, agent="person-ffffffffffffffffffffffff"), MONDAY, "mandate-unknown"),
    ],
)
def test_a_mandate_that_does_not_cover_it_refuses_the_application(grant: Any, at: datetime, reason: str) -> None:
    """With identity's ground, and before anybody looks at the materials."""
    _, events = answered(grant, at)
    assert events == [ApplicationRefused(CASE, reason, "acceptance")]


def test_an_application_without_an_agent_asks_for_no_mandate() -> None:
    """An ordinary case sends what it sent before."""
    case, _ = decided(CASES, CASES.initial, submit())
    assert isinstance(case, Verifying)
    assert [one.type for one in CASES.next_commands(case)] == ["identity.verify-person.v1"]

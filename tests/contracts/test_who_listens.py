"""Nobody speaks to nobody: every message has one who says it and one who takes it, and both stand in the contracts."""

import importlib
from typing import Any

import pytest

from deploy.contracts import capabilities
from services.chassis import codec, names
from services.chassis.contracts import FOLDER, Spoken
from services.chassis.envelope import from_mapping
from services.chassis.names import Name
from tests.contracts.suite import (
    CAPABILITIES,
    CONTRACTS,
    DEPLOY,
    EXAMPLES,
    SERVICES,
    definition,
    example,
    message_literals,
    service_code,
    types,
)

LISTED = capabilities.load(FOLDER)
OWNERS = [capability for capability in CAPABILITIES if LISTED[capability].streams]
"""Capabilities with messages of their own: all but the portal."""

FOR_SUPERVISION = {"payments.callback-rejected.v1", "logistics.notice-rejected.v1", "catalogue.item-refused.v1"}
FOR_SUPERVISION |= {"certificates.status-change-refused.v1", "seals.uses-anchored.v1"}
FOR_SUPERVISION |= {"payments.second-bill-refused.v1", "payments.channel-contradicted.v1"}
FOR_SUPERVISION |= {"identity.account-refused.v1"}
FOR_SUPERVISION |= {"payments.statement-reconciled.v1"}
FOR_SUPERVISION |= {f"identity.{word}.v1" for word in ("review-not-taken", "person-erased")}
"""Events no service needs: forged calls and contradictions from outside, and bills that came twice, for whoever audits
the platform; refused items for editors; operations that a certificate's state does not allow, for who asked; the ledger
of a seal's uses, for whoever wants to prove later that it was not altered; refused accounts, for
the operators who listed them; decisions
of clerks that did not count, and erasures, for whoever audits identity."""


def heard(capability: str) -> set[str]:
    """The events a service listens to: those it reacts to and those its views keep."""
    found = definition(capability)
    return set(found.reactions).union(*(view.keep for view in found.views))


def said(capability: str) -> set[str]:
    """The message types written in a service's code: what it sends, hears, or answers with."""
    return message_literals(service_code(capability))


def own(capability: str, kind: Any) -> set[str]:
    """The own types of one kind written in a service's code."""
    return {one for one in said(capability) if CONTRACTS.knows(one)} & types(kind, capability)


def test_every_capability_has_a_service_and_every_service_a_capability() -> None:
    """What stands in contracts/ stands in services/, under one name."""
    services = {file.parent.name for file in SERVICES.glob("*/service.py")}

    assert services == set(CAPABILITIES)
    assert {capability for capability in CAPABILITIES if definition(capability).capability != capability} == set()


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_type_in_a_services_code_has_a_contract(capability: str) -> None:
    """A misspelt type would be parked at the first message; here it is found before."""
    assert {one for one in said(capability) if not CONTRACTS.knows(one)} == set()


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_command_has_a_handler_and_every_handler_a_contract(capability: str) -> None:
    """The contracts' commands are exactly the classes the service takes."""
    handled = {names.type_of(capability, command) for command in definition(capability).commands}

    assert handled == types("command", capability)


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_subscription_is_written_down_and_has_a_publisher(capability: str) -> None:
    """capability.json lists what the service hears, and some other capability publishes each."""
    assert heard(capability) == set(LISTED[capability].hears)
    for event in heard(capability):
        publisher = names.split(event)[0]
        assert event in types("event", publisher) & message_literals(*service_code(publisher).glob("*public.py"))


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_command_to_another_is_written_down(capability: str) -> None:
    """capability.json lists exactly the commands of others that the service's code sends."""
    asked = {one for one in said(capability) if names.split(one)[0] != capability and CONTRACTS.kind(one) == "command"}

    assert asked == set(LISTED[capability].asks)


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_service_speaks_all_that_is_in_its_code(capability: str) -> None:
    """So every contract that it needs is compiled when it starts, and no other."""
    contracted = set[str]().union(*(types(kind, capability) for kind in names.KINDS))
    spoken = Spoken.by(capability, FOLDER)

    assert set(spoken.hears) == heard(capability) | types("command", capability) | types("effect", capability)
    assert set(spoken.says) == contracted | set(LISTED[capability].asks)


@pytest.mark.parametrize("capability", OWNERS)
def test_a_service_publishes_exactly_its_events(capability: str) -> None:
    """public.py is the only translator, and leaves none of the contracts' events unsaid."""
    assert message_literals(*service_code(capability).glob("*public.py")) == types("event", capability)


@pytest.mark.parametrize("capability", OWNERS)
def test_every_effect_is_owed_and_has_an_adapter(capability: str) -> None:
    """process.py asks for it, effects.py does it, and what it finds out returns as an own command."""
    owed, done = (service_code(capability) / room for room in ("process.py", "effects.py"))
    wanted = types("effect", capability)
    if not wanted:
        assert definition(capability).adapters(None) == {}
        return

    assert message_literals(owed) & wanted == wanted
    assert message_literals(done) & wanted == wanted
    assert message_literals(done) - wanted <= types("command", capability)
    assert message_literals(done) - wanted, "an effect has an answer"


def test_every_command_is_sent_by_someone() -> None:
    """By another capability, by the own adapter or timer, or by the tools of the platform."""
    sent = message_literals(SERVICES, DEPLOY)
    commands = {name.type for name in CONTRACTS.names() if name.kind == "command"}

    assert commands <= sent


def test_every_event_is_heard_by_someone() -> None:
    """Only what concerns nobody but those who watch over the platform is said into the open."""
    events = {name.type for name in CONTRACTS.names() if name.kind == "event"}

    assert events.difference(*map(heard, CAPABILITIES)) == FOR_SUPERVISION


@pytest.mark.parametrize("path", EXAMPLES)
def test_whoever_takes_a_message_can_read_its_example(path: str) -> None:
    """Its command class, every reaction and every view that is meant for it understand it."""
    message = from_mapping(example(path))
    name = next(known for known in CONTRACTS.names() if known.type == message.type)
    taken = [*_handled(name, message), *_reacted(message), *_kept(message)]

    assert taken or name.kind == "effect" or message.type in FOR_SUPERVISION


def _handled(name: Name, message: Any) -> list[Any]:
    if name.kind != "command":
        return []
    messages = importlib.import_module(f"services.{name.capability}.messages")
    return [codec.convert(message.foreign(), getattr(messages, name.class_name))]


def _reacted(message: Any) -> list[Any]:
    reactions = [definition(capability).reactions.get(message.type) for capability in CAPABILITIES]
    commands = [react(message.foreign()) for react in reactions if react]
    for command in commands:
        assert command is None or command.subject
    return commands


def _kept(message: Any) -> list[Any]:
    views = [view for capability in CAPABILITIES for view in definition(capability).views if message.type in view.keep]
    for view in views:
        assert view.key(message.foreign())
        assert view.show([view.keep[message.type](message.foreign())])
    return views

"""Told the messages of the examples in any order, the services say exactly what the contracts promise.

Every state that the examples can lead to is visited; whatever a commit would send from there is checked
as strictly as on its way out.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, reduce
from pathlib import Path
from typing import Any

import pytest

from services.chassis import codec, names
from services.chassis.definition import Definition
from services.chassis.envelope import from_mapping
from services.chassis.vocabulary import Deadline, NotYet, Owed, Published
from tests.contracts.suite import CAPABILITIES, CONTRACTS, DEPLOY, EXAMPLES, definition, example, types

OWNERS = [capability for capability in CAPABILITIES if definition(capability).events]

MOST_STATES = 1_000
"""Far above what the examples lead to; a decider that never comes back to a state would be found by it."""

OUTSIDE = {"callback_secret": "example secret, never in use", "notify_url": "https://portal.example"}
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "cases": {"authorities": DEPLOY / "local" / "authorities.csv"},
    "certificates": {},
    "seals": {"keys_dir": Path("never-read")},
    "payments": {**OUTSIDE, "channel_url": "https://channel.example"},
    "logistics": {**OUTSIDE, "carrier_url": "https://carrier.example", "unsealing_key": Path("never-read")},
}

Said = Published | Owed | Deadline


class Kept:
    """What a service's views would have kept of the examples."""

    def __init__(self, told: Definition) -> None:
        self._views = {view.name: view for view in told.views}

    def find(self, view: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """The documents of these keys."""
        kept, parts = {**self._views[view].keep, **self._views[view].own}, dict[str, list[Any]]()
        for message in (from_mapping(example(path)).foreign() for path in EXAMPLES):
            if message["type"] in kept:
                parts.setdefault(self._views[view].key(message), []).append(kept[message["type"]](message))
        return {key: self._views[view].show(parts[key]) for key in keys if key in parts}

    def listed(self, _view: str, _where: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Books begin empty."""
        return ()

    def claim(self, _register: str, _key: str) -> bool:
        """Nobody was here before."""
        return True


def commands(capability: str) -> list[Any]:
    """What the examples ask of a service, directly or through its reactions, completed with what it knows."""
    told = definition(capability)
    facts = told.facts(told.settings(**SETTINGS[capability]), Kept(told)) if capability in SETTINGS else {}
    return [facts[type(one)]([one])[0] if type(one) in facts else one for one in _asked(told)]


def _asked(told: Definition) -> Iterator[Any]:
    own = {names.type_of(told.capability, command): command for command in told.commands}
    for message in (from_mapping(example(path)) for path in EXAMPLES):
        if message.type in own:
            yield codec.convert(message.foreign(), own[message.type])
        elif message.type in told.reactions and (reaction := told.reactions[message.type](message.foreign())):
            yield reaction


@cache
def everything_said(capability: str) -> tuple[Said, ...]:
    """All that a service sends on any way through its states."""
    told, asked, found = definition(capability), commands(capability), list[Said]()
    waiting, seen = [told.initial], {repr(told.initial)}
    while waiting:
        before = waiting.pop()
        for command in asked:
            after, said = _decided(told, command, before)
            found.extend(said)
            if repr(after) not in seen:
                seen.add(repr(after))
                waiting.append(after)
        assert len(seen) < MOST_STATES
    return tuple(found)


def _decided(told: Definition, command: Any, before: Any) -> tuple[Any, list[Said]]:
    try:
        events = told.decide(command, before)
    except NotYet:
        return before, []
    after = reduce(told.evolve, events, before)
    had = {owed.purpose for owed in told.next_commands(before)}
    owed = [one for one in told.next_commands(after) if one.purpose not in had]
    published = [one for one in (told.publish(event, after) for event in events) if one]
    return after, [*published, *owed, *told.deadlines(after)]


@pytest.mark.parametrize("capability", OWNERS)
def test_whatever_a_service_says_keeps_the_contract(capability: str) -> None:
    """Not one message would be refused on its way out."""
    for said in everything_said(capability):
        CONTRACTS.check_strict(said.type, codec.plain(dict(said.data)))


@pytest.mark.parametrize("capability", OWNERS)
def test_a_service_really_says_every_event_and_wants_every_effect(capability: str) -> None:
    """The examples lead it to each of them: none is promised and never kept."""
    said = {one.type for one in everything_said(capability)}

    assert types("event", capability) | types("effect", capability) <= said

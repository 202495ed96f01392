"""The contracts' examples as a story: what one service makes of them, held against what other examples show."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from services.chassis import codec, names
from services.chassis.contracts import FOLDER
from services.chassis.definition import Definition, Fact
from services.chassis.envelope import Message, from_mapping
from services.chassis.testing.scenario import Outcome, Scenario
from services.chassis.vocabulary import Published


def example(capability: str, name: str) -> Message:
    """An example as it travels; `name` as in `fee-settled.v1` or `fee-settled.v1.late`."""
    file = Path(FOLDER, capability, "examples", f"{name}.json")
    return from_mapping(json.loads(file.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Story:
    """Tells a service the examples by name: its own, or `seals/document-sealed.v1` for another's."""

    definition: Definition
    facts: Mapping[type, Fact] = field(default_factory=dict)

    def example(self, name: str) -> Message:
        """The example of that name."""
        capability, _, own = name.rpartition("/")
        return example(capability or self.definition.capability, own)

    def command(self, name: str) -> Any:
        """What the chassis makes of the example: the own command, completed, or the reaction to another's event."""
        told = self.example(name)
        if told.type in self.definition.reactions:
            return self.definition.reactions[told.type](told.foreign())
        kinds = {kind.__name__: kind for kind in self.definition.commands}
        made = codec.convert(told.foreign(), kinds[names.class_name(told.type)])
        return self.facts[type(made)]([made])[0] if type(made) in self.facts else made

    def told(self, *names: str) -> Outcome:
        """These examples in turn."""
        return Scenario(self.definition).when(*map(self.command, names))

    def then_says(self, outcome: Outcome, name: str, *but: str) -> Published:
        """The last example led to one event: said as the example shows it, `but` for these fields."""
        (event,) = outcome.events
        said, wanted = self.definition.publish(event, outcome.state), self.example(name)
        assert said is not None
        assert said.type == wanted.type
        assert _comparable(said.data, but) == _comparable(wanted.data, but)
        return said

    def then_asks(self, outcome: Outcome, name: str, *but: str) -> None:
        """One thing is owed: to whom and with what the example shows, `but` for these fields."""
        (owed,) = self.definition.next_commands(outcome.state)
        wanted = self.example(name)
        assert (owed.type, owed.subject) == (wanted.type, wanted.subject)
        assert _comparable(owed.data, but) == _comparable(wanted.data, but)


def _comparable(data: Mapping[str, Any], but: tuple[str, ...]) -> dict[str, Any]:
    """Times as moments, however they are written."""
    shown = {name: value for name, value in data.items() if name not in but}
    return {name: datetime.fromisoformat(value) if name.endswith("_at") else value for name, value in shown.items()}

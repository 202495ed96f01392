"""What every service is tested with, given its definition and its scenarios (`tests/<service>/scenarios.py`).

A scenario is a stream's commands in turn. Here they run through the real rounds over a store in memory, delivered
as the bus delivers: doubled, in any order, and again while they come too early.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any

from services.chassis import codec, names
from services.chassis.commits import Commit, faults
from services.chassis.contracts import FOLDER, Contracts
from services.chassis.definition import Definition
from services.chassis.envelope import Message, from_mapping
from services.chassis.intake import Work
from services.chassis.outgoing import Speaker
from services.chassis.rounds import Rounds
from services.chassis.testing.mail import delivery, message
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.topology import Place
from services.chassis.tracing import Tracing
from services.chassis.turns import Turns
from services.chassis.vocabulary import ENVELOPE_NAMES, NotYet


def examples(message_type: str) -> Iterator[tuple[str, Message]]:
    """Every example of a contract, by its file's name."""
    capability, word, version = names.split(message_type)
    folder = Path(FOLDER) / capability / "examples"
    for file in sorted(folder.glob(f"{word}.v{version}*.json")):
        yield file.name, from_mapping(json.loads(file.read_text(encoding="utf-8")))


def survives_the_command(kind: type[Any], example: Message) -> None:
    """Made from its example and taken apart again, a command says the same, and leaves out nothing of it."""
    command = codec.convert(example.foreign(), kind)
    plain = codec.plain(command)
    assert codec.convert(plain, kind) == command
    assert _agrees({name: plain[name] for name in plain if name not in ENVELOPE_NAMES}, example.data), plain
    assert plain["subject"] == example.subject


def survives_the_store(event: Any) -> None:
    """Written as JSON and read again, an event is the same, and so are its bytes."""
    plain = codec.plain(event)
    read = codec.convert(codec.decode(codec.encode(plain)), type(event))
    assert read == event
    assert codec.canonical(codec.plain(read)) == codec.canonical(plain)


def _agrees(ours: Any, theirs: Any) -> bool:
    """Ours says all that theirs says; what theirs leaves out may have a default here."""
    if isinstance(theirs, dict):
        return isinstance(ours, dict) and all(name in ours and _agrees(ours[name], theirs[name]) for name in theirs)
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_agrees, ours, theirs))
    return bool(ours == theirs) or _moment(ours) == _moment(theirs) is not None


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


@dataclass
class Line:
    """One service's rounds over a store in memory, to deliver commands to."""

    definition: Definition
    contracts: Contracts
    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        speaker = Speaker(self.definition, self.contracts, Place(self.definition.capability))
        self._rounds = Rounds(self.definition, self.store, speaker, Tracing(self.definition.capability))

    def deliver(self, number: int, command: Any, *, again: bool = False) -> bool:
        """Deliver the scenario's command of that number; False when it came too early. Any other error is raised."""
        given = {name: getattr(command, name) for name in ("province", "case") if getattr(command, name, None)}
        said = message("scenario.command.v1", command.subject, {}, id=f"message-{number}", **given)
        with Turns().of([command.subject]) as turn:
            settled = self._rounds.run([Work(delivery(said), said, command, redelivered=again)], turn)
        for failure in settled.failures:
            if not isinstance(failure.error, NotYet):
                raise failure.error
        return not settled.failures

    def deliver_all(self, commands: Sequence[Any], order: Sequence[int]) -> None:
        """Deliver in this order of their numbers; what came too early is offered again, until nothing moves."""
        waiting = list(order)
        while waiting:
            early = [number for number in waiting if not self.deliver(number, commands[number])]
            assert len(early) < len(waiting), f"these wait for ever: {[commands[number] for number in early]}"
            waiting = early

    def commits(self) -> list[Commit]:
        """Everything committed; the chains must hold."""
        streams = list(self.store.walk())
        assert [fault for stream in streams for fault in faults(stream)] == []
        return [commit for stream in streams for commit in stream]

    def events(self) -> list[Any]:
        """Every event, in order."""
        kinds = codec.type_names(self.definition.events)
        stored = [event for commit in self.commits() for event in commit["events"]]
        return [codec.convert(event["data"], kinds[event["type"]]) for event in stored]

    def end(self) -> Any:
        """The state it came to."""
        return reduce(self.definition.evolve, self.events(), self.definition.initial)

    def effect(self) -> list[Mapping[str, Any]]:
        """What was written and is to be said, without the moments at which it happened."""
        return [
            {
                "id": commit["_id"],
                "cause": commit["cause"],
                "events": commit["events"],
                "said": [(one["id"], one["type"], one["subject"], one["data"]) for one in commit["outbox"]],
            }
            for commit in self.commits()
        ]


def played(definition: Definition, contracts: Contracts, commands: Sequence[Any]) -> Line:
    """A scenario delivered once, in turn."""
    line = Line(definition, contracts)
    line.deliver_all(commands, range(len(commands)))
    return line

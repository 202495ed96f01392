"""What a commit says to others: own events made public, commands and effects newly owed, deadlines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from services.chassis import clock, codec, sheaves
from services.chassis.bus import Outgoing
from services.chassis.contracts import Contracts
from services.chassis.definition import Definition
from services.chassis.envelope import Message, to_mapping
from services.chassis.names import message_id
from services.chassis.stored import DeadlineDocument
from services.chassis.topology import Place
from services.chassis.tracing import trace_of
from services.chassis.vocabulary import Deadline, Owed


@dataclass(slots=True)  # not frozen, like `Message`
class Occasion:
    """The message that is being handled, and the commit it becomes."""

    cause: Message
    stream: str
    version: int
    at: str
    trace: str


class Speaker:
    """Turns decisions into messages; each is checked strictly against its contract before it is committed."""

    def __init__(self, definition: Definition, contracts: Contracts, place: Place) -> None:
        """`place` is where this service stands; it names the queue of its own effects."""
        self._definition, self._contracts, self._place = definition, contracts, place
        self._source = f"/tongban/{definition.capability}"

    def messages(self, occasion: Occasion, events: Sequence[Any], before: Any, after: Any) -> list[Message]:
        """All that a commit sends: events first, then what it newly owes. Raises ContractViolation."""
        spoken = [*self._events(occasion, events, after), *self._owed(occasion, before, after)]
        for message in spoken:
            self._contracts.check_strict(message.type, message.data)
        return spoken

    def _events(self, occasion: Occasion, events: Sequence[Any], after: Any) -> list[Message]:
        spoken = []
        for number, event in enumerate(events):
            published = self._definition.publish(event, after)
            if published is not None:
                whose = (published.case, published.province)
                said = Owed(f"{occasion.version}.{number}", published.type, occasion.stream, published.data, *whose)
                spoken.append(self._message(occasion, said, occasion.version))
        return spoken

    def _owed(self, occasion: Occasion, before: Any, after: Any) -> list[Message]:
        had = {owed.purpose for owed in self._definition.next_commands(before)}
        owed = self._definition.next_commands(after)
        return [self._message(occasion, one) for one in owed if one.purpose not in had]

    def _message(self, occasion: Occasion, said: Owed, sequence: int | None = None) -> Message:
        cause, case = occasion.cause, said.case or occasion.cause.case
        return Message(
            id=message_id(occasion.stream, said.purpose),
            type=said.type,
            source=self._source,
            subject=said.subject,
            time=occasion.at,
            province=said.province or cause.province,
            case=case,
            cause=cause.id,
            trace=occasion.trace if case == cause.case else trace_of(case),
            data=dict(said.data),
            sequence=sequence,
        )

    def deadlines(self, occasion: Occasion, state: Any) -> list[DeadlineDocument]:
        """The deadlines that run in this state, each with the command to send when it is due."""
        return [self._deadline(occasion, deadline) for deadline in self._definition.deadlines(state)]

    def _deadline(self, occasion: Occasion, deadline: Deadline) -> DeadlineDocument:
        due = clock.millis_after(deadline.due)
        said = Owed(f"{deadline.name}@{due}", deadline.type, occasion.stream, deadline.data)
        return {
            "_id": f"{occasion.stream}/{said.purpose}",
            "due": due,
            "stream": occasion.stream,
            "message": to_mapping(self._message(occasion, said)),
        }

    def address(self, message: Message) -> Outgoing:
        """Commands and effects must reach a queue; events are for whoever listens."""
        return self.address_stored(to_mapping(message))

    def address_all(self, stored: Iterable[dict[str, Any]]) -> list[Outgoing]:
        """The same for many; of those that may travel together, each province's make sheaves. What one stream says
        leaves in its order: whatever travels alone closes the sheaves before it.
        """
        found, together = list[Outgoing](), dict[tuple[str, str], list[Outgoing]]()
        for message in stored:
            outgoing = self.address_stored(message)
            if message["type"] in self._definition.together:
                together.setdefault((outgoing.exchange, outgoing.routing_key), []).append(outgoing)
                continue
            found += _bound(together)
            found.append(outgoing)
        return [*found, *_bound(together)]

    def address_stored(self, stored: dict[str, Any]) -> Outgoing:
        """The same for a message that a commit's outbox kept: it leaves as it was kept."""
        kind = self._contracts.kind(stored["type"])
        exchange, key = self._place.destination(kind, stored["type"], stored["province"])
        return Outgoing(exchange, key, codec.encode(stored), stored["id"], mandatory=kind != "event")


def _bound(together: dict[tuple[str, str], list[Outgoing]]) -> list[Outgoing]:
    """What has been laid together so far, which begins anew."""
    found = [sheaf for singles in together.values() for sheaf in _sheaves(singles)]
    together.clear()
    return found


def _sheaves(singles: Sequence[Outgoing]) -> Iterator[Outgoing]:
    """Of one address."""
    first = singles[0]
    for sheaf in sheaves.bound((one.id, one.body) for one in singles):
        carried = [one for one, _ in sheaf] if len(sheaf) > 1 else []
        same = (first.exchange, first.routing_key, sheaves.body(sheaf), sheaves.identity(sheaf), first.mandatory)
        yield Outgoing(*same, carries=carried)

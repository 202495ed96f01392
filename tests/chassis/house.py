"""A teahouse in business: its store, its bus, whoever listens to it, and letters to its tables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import reduce
from typing import Any

from services.chassis import clock, codec
from services.chassis.bus import Delivery, Outgoing
from services.chassis.commits import Commit, faults
from services.chassis.definition import Definition, Effect
from services.chassis.envelope import Message, each
from services.chassis.fates import DELAYS
from services.chassis.testing.bus_bench import PATIENCE, QUIET, Bus, InMemory, taken
from services.chassis.testing.crash import Crash, CrashingBus, Fuse, crashing
from services.chassis.testing.mail import message, outgoing
from services.chassis.testing.replica import Keeps, Replica
from services.chassis.testing.store_exam import AnyStore
from services.chassis.topology import EVENTS, NATIONAL, Place, again
from services.chassis.vocabulary import Answer, Foreign
from tests.chassis.teahouse.contracts import contracts
from tests.chassis.teahouse.messages import EVENTS as STORED
from tests.chassis.teahouse.service import DEFINITION

CONTRACTS = contracts()
PLACE = Place("teahouse")
KITCHEN, LISTENER = "kitchen.inbox", "everything.inbox"
WAITING = {again(queue, delay): delay for delay in DELAYS for queue in (PLACE.inbox, PLACE.effects)}

STORE_OPERATIONS = (
    *("load", "append", "commits", "put_unsent", "put_off_unsent", "drop_unsent", "unsent"),
    *("put_deadlines", "drop_deadlines", "due_deadlines", "read_views", "show_views", "insert_views", "update_views"),
)


def table(number: int | str) -> str:
    """A stream."""
    return f"table-530000-{number}"


def serve(at: str, cup: str, fen: int = 100, **envelope: Any) -> Message:
    """Bring a cup."""
    return message("teahouse.serve-cup.v1", at, {"cup": cup, "fen": fen}, **envelope)


def close(at: str, cups: int, **envelope: Any) -> Message:
    """That was all."""
    return message("teahouse.close-table.v1", at, {"cups": cups}, **envelope)


def kettle_broke(at: str, province: str = "530000") -> Message:
    """An event of the kitchen's."""
    return message("kitchen.kettle-broke.v1", "kettle-1", {"table": at}, province=province)


def tea_priced(tea: str, fen: int, **envelope: Any) -> Message:
    """Another."""
    return message("kitchen.tea-priced.v1", f"tea-{tea}", {"tea": tea, "fen": fen}, **envelope)


class House:
    """`store` and `bus` outlive every replica; `bills` counts what came out of the printer, by key.

    waited: the seconds that were let pass for messages which are to be offered again, one time after the other.
    """

    def __init__(self, store: AnyStore, bus: Bus) -> None:
        self.store, self.bus = store, bus
        self.bills: Counter[str] = Counter()
        self.heard: list[Mapping[str, Any]] = []
        self.waited: list[int] = []
        self.quick = isinstance(bus, InMemory)
        self._desk = bus.link()
        self.hire().die()
        for queue, exchange, pattern in ((KITCHEN, NATIONAL, "kitchen.#"), (LISTENER, EVENTS, "teahouse.#")):
            self._desk.declare_queue(queue)
            self.bind(queue, exchange, pattern)
        for queue in (PLACE.inbox, PLACE.effects, PLACE.parked, KITCHEN, LISTENER, *WAITING):
            self._taken(queue)  # where AMQP_URI names a broker, others have been here before

    def hire(
        self, definition: Definition = DEFINITION, fuse: Fuse | None = None, store: Keeps | None = None
    ) -> Replica:
        """A process of this teahouse; with a fuse, one that may die; with a store, one that sees another."""
        fuse = fuse or Fuse()
        store = crashing(store or self.store, fuse, *STORE_OPERATIONS)
        adapters: Mapping[str, Effect] = {"teahouse.print-bill.v1": fuse.guard("print", self.print_bill)}
        mortal = replace(definition, decide=fuse.guard("decide", definition.decide))
        return Replica(mortal, CONTRACTS, store, CrashingBus(self.bus, fuse), adapters)

    def print_bill(self, intent: Foreign) -> Answer:
        """The printer: the same key prints the same bill."""
        self.bills[intent["message"]] += 1
        return Answer("teahouse.record-bill.v1", {"number": f"bill-{intent['message']}"})

    def post(self, *letters: Message | Outgoing) -> None:
        """Send commands and events; every one must reach a queue."""
        sent = [
            one if isinstance(one, Outgoing) else outgoing(one, event=CONTRACTS.kind(one.type) == "event")
            for one in letters
        ]
        assert self._desk.send(sent) == []

    def work(self, replica: Replica) -> Replica:
        """Let it work until its queues are empty, those included in which messages wait to be offered again."""
        while replica.work(0.0 if self.quick else QUIET) or self._wait():
            pass
        return replica

    def _wait(self) -> bool:
        """Let time pass for what waits; whether anything did."""
        for queue, delay in WAITING.items():
            if self._desk.depth(queue):
                self.waited.append(delay)
                if isinstance(self.bus, InMemory):
                    self.bus.broker.skip(delay)
                while self._desk.depth(queue):
                    clock.sleep(QUIET)
                return True
        return False

    def crash(self, fuse: Fuse) -> None:
        """Let one work that dies at its fuse's point, if it comes to it, or of an error that it does not survive."""
        replica = self.hire(fuse=fuse)
        with suppress(Crash, fuse.error):
            self.work(replica)
        replica.die()

    def recover(self) -> Replica:
        """Start afresh, work everything off, and sweep as if long enough had passed."""
        replica = self.work(self.hire())
        replica.outbox.sweep(-60)
        return self.work(replica)

    def listen(self) -> list[Mapping[str, Any]]:
        """Everything that was said so far, to the world and to the kitchen, as often as it was said."""
        for queue in (KITCHEN, LISTENER):
            self.heard += [codec.decode(body) for one in self._taken(queue) for body in each(one.body)]
        return self.heard

    def _taken(self, queue: str) -> list[Delivery]:
        """Everything in a queue, taken off it for good."""
        depth, found = self._desk.depth(queue), list[Delivery]()
        if not depth:
            return found
        link = self.bus.link()
        link.consume(queue, depth)
        while len(found) < depth:
            found += link.receive(depth, PATIENCE, 0.0)
            link.acknowledge(found[-1].tag, through=True)
        link.close()
        return found

    def said(self, message_type: str) -> list[Mapping[str, Any]]:
        """What was said of one type."""
        return [one for one in self.listen() if one["type"] == message_type]

    def streams(self) -> dict[str, list[Commit]]:
        """Everything that was committed; every chain must hold."""
        streams = {commits[0]["stream"]: commits for commits in self.store.walk()}
        assert [fault for commits in streams.values() for fault in faults(commits)] == []
        return streams

    def state(self, stream: str) -> Any:
        """What a table has come to."""
        return folded(self.streams().get(stream, []))

    def depth(self, queue: str) -> int:
        """How many messages are ready in a queue."""
        return self._desk.depth(queue)

    def bind(self, queue: str, exchange: str, pattern: str) -> None:
        """Let a queue take these."""
        self._desk.bind(queue, exchange, pattern)

    def unbind(self, queue: str, exchange: str, pattern: str) -> None:
        """Let it take them no more."""
        self._desk.unbind(queue, exchange, pattern)

    def peek(self, queue: str) -> list[Mapping[str, Any]]:
        """What waits in a queue; it stays there."""
        link = self.bus.link()
        link.consume(queue, 1_000)
        found = [codec.decode(one.body) for one in taken(link, self.depth(queue))]
        link.close()
        return found

    def parked(self, count: int) -> list[Delivery]:
        """The messages that a person must look at."""
        link = self.bus.link()
        link.consume(PLACE.parked, 1_000)
        return taken(link, count)


def folded(commits: Sequence[Commit]) -> Any:
    """The state that these commits lead to."""
    kinds = codec.type_names(STORED)
    events = [codec.convert(one["data"], kinds[one["type"]]) for commit in commits for one in commit["events"]]
    return reduce(DEFINITION.evolve, events, DEFINITION.initial)

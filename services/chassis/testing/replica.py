"""One process of a service without the process: the real parts over a store and a bus, real or in memory."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from services.chassis import topology
from services.chassis.batch import BatchRunner
from services.chassis.bus import Delivery
from services.chassis.contracts import Contracts
from services.chassis.definition import Definition, Effect
from services.chassis.effects import EffectRunner
from services.chassis.errors import Unavailable
from services.chassis.intake import Reader
from services.chassis.metrics import Metrics
from services.chassis.outbox import Ledger, Outbox
from services.chassis.outgoing import Speaker
from services.chassis.projections import Projector, Views
from services.chassis.returns import Returns
from services.chassis.rounds import Log, Rounds
from services.chassis.runtime import ReadViews
from services.chassis.testing.bus_bench import Bus
from services.chassis.timekeeper import Timekeeper, Waits
from services.chassis.topology import Place
from services.chassis.tracing import Tracing

BATCH = 200


class Keeps(Log, Ledger, Views, Waits, Protocol):
    """Everything that the parts of a service need of a store."""


class Replica:
    """Built as `runtime.py` builds a service. `work` handles what is in its queues; a new one is a restart."""

    def __init__(
        self, definition: Definition, contracts: Contracts, store: Keeps, bus: Bus, adapters: Mapping[str, Effect]
    ) -> None:
        """Declare what the service needs, and begin to take its queues."""
        publisher = bus.publisher()
        self.place = Place(definition.capability)
        self.metrics = Metrics(definition.capability)
        self.speaker = Speaker(definition, contracts, self.place)
        self.outbox = Outbox(store, publisher, self.speaker)
        self.timekeeper = Timekeeper(store, self.outbox, self.speaker, self.metrics)
        tracing, returns = Tracing(definition.capability), Returns(self.place)
        rounds = Rounds(definition, store, self.speaker, tracing)
        reader = Reader(definition, contracts)
        self.runner = BatchRunner(reader, rounds, Projector(store), self.outbox, returns, self.metrics)
        self.runner.facts.update(definition.facts(None, ReadViews(store)))
        self.effects = EffectRunner(contracts, self.speaker, publisher, returns, self.metrics, tracing)
        self.effects.adapters.update(adapters)
        self._inbox, self._outside = bus.link(), bus.link()
        heard = {kind for view in definition.views for kind in view.keep} | set(definition.reactions)
        topology.declare(self._inbox, self.place, sorted(heard), with_effects=True)
        self._inbox.consume(self.place.inbox, 2 * BATCH)
        self._outside.consume(self.place.effects, BATCH)

    def work(self, wait: float) -> int:
        """Handle inbox and effects until nothing came for `wait` seconds; returns how many messages came."""
        count = 0
        while came := self._handle(wait) + self._perform(wait):
            count += came
        return count

    def handle(self, batch: Sequence[Delivery]) -> None:
        """As `host.py` does, without the pause: while the store or the broker is away, again."""
        again = False
        while True:
            try:
                return self.runner.handle(batch, again=again)
            except Unavailable:
                again = True

    def _handle(self, wait: float) -> int:
        if batch := self._inbox.receive(BATCH, wait, wait / 2):
            self.handle(batch)
            self._inbox.acknowledge(batch[-1].tag, through=True)
        return len(batch)

    def _perform(self, wait: float) -> int:
        intents = self._outside.receive(BATCH, wait, 0.0)
        for intent in intents:
            self.effects.perform(intent)
            self._outside.acknowledge(intent.tag, through=False)
        return len(intents)

    def die(self) -> None:
        """Hang up as a killed process does: what is not acknowledged goes back."""
        self._inbox.close()
        self._outside.close()

    def counted(self, **labels: str) -> float:
        """How many messages were counted under these labels."""
        samples = [sample for family in self.metrics.registry.collect() for sample in family.samples]
        ours = [sample for sample in samples if sample.name == "tongban_messages_total"]
        return sum(sample.value for sample in ours if labels.items() <= sample.labels.items())

"""One process of a service without the process: the real parts over a store and a bus, real or in memory."""

from collections.abc import Mapping
from typing import Any, Protocol

from services.chassis import topology
from services.chassis.batch import BatchRunner
from services.chassis.contracts import Contracts
from services.chassis.definition import Definition, Effect
from services.chassis.effects import EffectRunner
from services.chassis.intake import Reader
from services.chassis.metrics import Metrics
from services.chassis.outbox import Ledger, Outbox, Sends
from services.chassis.outgoing import Speaker
from services.chassis.projections import Projector, Views
from services.chassis.returns import Returns
from services.chassis.rounds import Log, Rounds
from services.chassis.runtime import ReadViews
from services.chassis.testing.bus_bench import AnyLink
from services.chassis.timekeeper import Timekeeper, Waits
from services.chassis.topology import Place
from services.chassis.tracing import Tracing

BATCH = 200


class Keeps(Log, Ledger, Views, Waits, Protocol):
    """Everything that the parts of a service need of a store."""


class Replica:
    """Built as `runtime.py` builds a service. `work` handles what is in the inbox; a new one is a restart."""

    def __init__(self, definition: Definition, contracts: Contracts, store: Keeps, publisher: Sends) -> None:
        self.place = Place(definition.capability)
        self.metrics = Metrics(definition.capability)
        self.speaker = Speaker(definition, contracts, self.place)
        self.outbox = Outbox(store, publisher, self.speaker)
        self.rounds = Rounds(definition, store, self.speaker, Tracing(definition.capability))
        self.reader = Reader(definition, contracts)
        self.projector = Projector(store)
        self.timekeeper = Timekeeper(store, self.outbox, self.speaker, self.metrics)
        returns = Returns(self.place, self._declare_again)
        self.runner = BatchRunner(self.reader, self.rounds, self.projector, self.outbox, returns, self.metrics)
        self.runner.facts.update(definition.facts(None, ReadViews(store)))
        self.effects = EffectRunner(
            contracts, self.speaker, publisher, returns, self.metrics, Tracing(definition.capability)
        )
        self._heard = {kind for view in definition.views for kind in view.keep} | set(definition.reactions)
        self._link: AnyLink | None = None

    def attach(self, link: AnyLink, adapters: Mapping[str, Effect] | None = None) -> "Replica":
        """Declare what the service needs, and begin to take its inbox."""
        topology.declare(link, self.place, sorted(self._heard), with_effects=True)
        link.consume(self.place.inbox, 2 * BATCH)
        self._link = link
        self.effects.adapters.update(adapters or {})
        return self

    def work(self, wait: float = 0.1) -> int:
        """Handle the inbox in batches until nothing came for `wait` seconds; returns how many messages came."""
        assert self._link is not None
        count = 0
        while batch := self._link.receive(BATCH, wait, 0.0):
            self.runner.handle(batch)
            self._link.acknowledge(batch[-1].tag, through=True)
            count += len(batch)
        return count

    def metric(self, **labels: str) -> float:
        """How many messages were counted under these labels."""
        found = self.metrics.registry.collect()
        samples = [sample for family in found for sample in family.samples if sample.name == "tongban_messages_total"]
        return sum(one.value for one in samples if labels.items() <= one.labels.items())

    def _declare_again(self, queue: str, delay: int) -> Any:
        assert self._link is not None
        return topology.declare_again(self._link, queue, delay)

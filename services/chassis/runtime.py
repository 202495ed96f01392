"""One service, assembled from its definition and its environment. Knows nothing of nameko: `host.py` runs it."""

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from services.chassis import clock, settings, topology
from services.chassis.batch import BatchRunner
from services.chassis.bus import Delivery, Link
from services.chassis.contracts import Contracts, Spoken
from services.chassis.definition import Definition
from services.chassis.effects import EffectRunner
from services.chassis.envelope import NATIONAL, Message, to_mapping
from services.chassis.errors import CannotStart, Unavailable
from services.chassis.health import Health
from services.chassis.intake import Reader
from services.chassis.metrics import Metrics
from services.chassis.names import message_id
from services.chassis.outbox import Outbox
from services.chassis.outgoing import Speaker
from services.chassis.projections import Projector, Views
from services.chassis.publisher import Publisher
from services.chassis.returns import Returns
from services.chassis.rounds import Rounds
from services.chassis.store import Store
from services.chassis.stored import ViewDocument
from services.chassis.timekeeper import Timekeeper
from services.chassis.tracing import Tracing, configured_endpoint, new_trace
from services.chassis.vocabulary import Owed

log = logging.getLogger(__name__)


KEYS_EVERY = 60.0
"""Seconds between two looks at when the service's keys end."""

ALL_OF_IT = 1_000_000
"""Documents of a view that are listed at once, at most."""


class ReadViews:
    """What a service may ask of its own views while it completes commands."""

    def __init__(self, store: Views) -> None:
        """Reads the service's own store only."""
        self._store = store

    def find(self, view: str, keys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """What `show` made of each key that is known: one round trip."""
        return {key: found["doc"] for key, found in self._store.show_views(view, keys).items()} if keys else {}

    def listed(self, view: str, where: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What `show` made of every key where it has these values, by key."""
        return self._store.list_view(view, where, ALL_OF_IT)

    def claim(self, register: str, key: str) -> bool:
        """Whoever inserts first has it: one insert, and no counter that replicas would share."""
        document = ViewDocument(_id=key, rev=1, changed=clock.now_millis(), parts={}, doc={})
        return not self._store.insert_views(register, [document])


class Runtime:
    """Everything one process needs to serve one capability at one place."""

    def __init__(self, definition: Definition, environ: Mapping[str, str]) -> None:
        """Reads settings, connects, makes indexes. Raises SettingMissing or Unavailable."""
        self.definition = definition
        self.common = settings.read(settings.Common, environ)
        own = settings.read(definition.settings, environ, definition.capability)
        self.place = topology.Place(definition.capability, self.common.province or None)
        self.metrics = Metrics(definition.capability)
        self.health = Health(self.metrics)
        folder = self.common.contracts_dir
        self.contracts = Contracts.load(folder, Spoken.by(definition.capability, folder))
        self.store = Store.open(self.common.mongodb_uri, self.common.database(definition.capability))
        self.publisher = Publisher(self.common.amqp_uri)
        self._assemble(own)
        self._starting = definition.starting(own)
        self._keys, self._keys_shown = partial(definition.keys, own), 0.0
        self._show_keys()
        for view in definition.views:
            self.store.index_view(view.name, view.indexes)

    def _assemble(self, own: Any) -> None:
        definition, tracing = self.definition, Tracing(self.definition.capability, configured_endpoint())
        self.speaker = Speaker(definition, self.contracts, self.place)
        self.outbox = Outbox(self.store, self.publisher, self.speaker)
        returns = Returns(self.place)
        rounds = Rounds(definition, self.store, self.speaker, tracing)
        reader = Reader(definition, self.contracts)
        self.runner = BatchRunner(reader, rounds, Projector(self.store), self.outbox, returns, self.metrics)
        self.runner.facts.update(definition.facts(own, ReadViews(self.store)))
        self.effects = EffectRunner(self.contracts, self.speaker, self.publisher, returns, self.metrics, tracing)
        self.effects.adapters.update(definition.adapters(own))
        facts, adapters = definition.with_secrets(own, self.store)
        self.runner.facts.update(facts)
        self.effects.adapters.update(adapters)
        self.timekeeper = Timekeeper(self.store, self.outbox, self.speaker, self.metrics)
        self.health.checks["store"] = self._store_fault
        for view in definition.needs:
            self.health.checks[f"knows {view}"] = partial(self._empty_view, view)

    @property
    def batch(self) -> int:
        """Messages at most a batch."""
        return min(self.common.batch, self.definition.at_once or self.common.batch)

    def declare(self) -> None:
        """Make sure of the exchanges, queues and bindings."""
        definition = self.definition
        heard = {kind for view in definition.views for kind in view.keep} | set(definition.reactions)
        link = Link(self.common.amqp_uri)
        try:
            topology.declare(link, self.place, sorted(heard), with_effects=bool(self.effects.adapters))
        finally:
            link.close()

    def announce(self) -> None:
        """Send what the service asks of itself at every start; the ids make that harmless."""
        self.outbox.send(self.speaker.address_all(to_mapping(self._own(owed)) for owed in self._starting))

    def serve_health(self) -> None:
        """Open the port for probes and scrapes."""
        port = self.health.serve(self.common.http_host, self.common.http_port)
        log.info("health on port %d", port)

    def tick(self) -> None:
        """What happens about once a second beside the messages: deadlines, sweeping, a look at keys."""
        try:
            while self.timekeeper.tick():
                pass
            self.timekeeper.sweep()
            if clock.elapsed() - self._keys_shown > KEYS_EVERY:
                self._show_keys()
        except (Unavailable, CannotStart) as error:
            log.warning("%s", error)

    def handle(self, deliveries: Sequence[Delivery], *, again: bool) -> None:
        """Handle a batch from the inbox and count it; see `batch.py`."""
        begun = clock.elapsed()
        self.runner.handle(deliveries, again=again)
        self.metrics.batch(self.place.inbox, len(deliveries), clock.elapsed() - begun)

    def _show_keys(self) -> None:
        """Keys come and go while the service runs."""
        self._keys_shown = clock.elapsed()
        self.metrics.keys_end(self._keys())

    def _own(self, owed: Owed) -> Message:
        return Message(
            id=message_id(owed.subject, owed.purpose),
            type=owed.type,
            source=f"/tongban/{self.definition.capability}",
            subject=owed.subject,
            time=clock.now_stamp(),
            province=owed.province or self.place.province or NATIONAL,
            case=owed.case or owed.subject,
            cause=owed.subject,
            trace=new_trace(),
            data=dict(owed.data),
        )

    def _store_fault(self) -> str | None:
        try:
            self.store.ping()
        except Unavailable as error:
            return str(error)
        return None

    def _empty_view(self, view: str) -> str | None:
        try:
            return None if self.store.list_view(view, {}, 1) else "nothing heard yet from the service that publishes it"
        except Unavailable as error:
            return str(error)

"""How often a full batch goes to the store, counted by standing between the service's parts and a real store."""

from collections import Counter
from collections.abc import Callable
from typing import Any, cast

from services.chassis.definition import Definition
from services.chassis.envelope import Message
from services.chassis.store import Store
from services.chassis.testing.bus_bench import InMemory
from services.chassis.testing.mail import message, outgoing
from services.chassis.testing.replica import BATCH, Keeps, Replica
from tests.bench.figures import Figure, rounded
from tests.bench.letters import VISITS, take_number
from tests.bench.tickets import contracts as tickets_contracts
from tests.bench.tickets.service import DEFINITION as TICKETS
from tests.chassis.teahouse import contracts as teahouse_contracts
from tests.chassis.teahouse.service import DEFINITION as TEAHOUSE

WANTED = 0.02
BATCHES = 8


class Counted:
    """A store that counts its round trips: every method of `Store` is one."""

    def __init__(self, store: object) -> None:
        self._store = store
        self.trips: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The store's own method, counted."""
        method = getattr(self._store, name)

        def counted(*given: Any, **named: Any) -> Any:
            self.trips[name] += 1
            return method(*given, **named)

        return counted


def trips(uri: str, database: str) -> list[Figure]:
    """The ticket machine, and a service that uses everything there is: deadlines, a view, facts, effects."""
    found = []
    for name, definition, made, letters in (
        ("store_trips_per_message", TICKETS, tickets_contracts, _numbers()),
        ("store_trips_per_message_with_everything", TEAHOUSE, teahouse_contracts, _cups()),
    ):
        store = Store.open(uri, f"{database}_{definition.capability}")
        counted = Counted(store)
        messages = _work(definition, made.contracts(), counted, letters)
        store.close()
        detail = f"{messages} messages in batches of {BATCH}: " + ", ".join(
            f"{count} {what}" for what, count in counted.trips.most_common()
        )
        found.append(Figure(name, rounded(counted.trips.total() / messages), most=WANTED, detail=detail))
    return found


def _work(definition: Definition, contracts: Any, store: Counted, letters: list[Message]) -> int:
    bus = InMemory()
    replica = Replica(definition, contracts, cast(Keeps, store), bus, {})
    desk = bus.link()
    for capability in ("kitchen",):
        desk.declare_queue(capability)
        desk.bind(capability, "commands.national", f"{capability}.#")
    desk.send([outgoing(letter) for letter in letters])
    return replica.work(0.0)


def _numbers() -> list[Message]:
    count = BATCH * BATCHES
    return [take_number(number, count // VISITS) for number in range(count)]


def _cups() -> list[Message]:
    """As many cups as a table drinks in the same number of messages; prices are looked up in the menu."""
    count = BATCH * BATCHES
    tables = count // VISITS
    return [
        message(
            "teahouse.serve-cup.v1", f"table-530000-{number % tables}", {"cup": f"cup {number // tables}", "fen": 100}
        )
        for number in range(count)
    ]

"""A holder's list of certificates: kept from the service's own words, with no message to itself."""

from dataclasses import replace

from services.certificates.service import DEFINITION
from services.certificates.views import HOLDINGS
from services.chassis.contracts import Contracts
from services.chassis.envelope import Message
from services.chassis.runtime import ReadViews
from services.chassis.testing.bus_bench import InMemory
from services.chassis.testing.mail import outgoing
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.replica import Replica
from services.chassis.testing.story import example

CONTRACTS = Contracts.load()
ISSUE, SEALED = example("certificates", "issue-certificate.v1"), example("seals", "document-sealed.v1")
HOLDER = ISSUE.data["holder"]


def served(store: MemoryStore, *letters: Message) -> Replica:
    """A fresh process that is sent these, and has worked them off."""
    bus = InMemory()
    replica = Replica(DEFINITION, CONTRACTS, store, bus, {})
    desk = bus.link()
    desk.declare_queue("seals.inbox")
    desk.bind("seals.inbox", "commands.national", "seals.#")
    assert desk.send([outgoing(one, event=CONTRACTS.kind(one.type) == "event") for one in letters]) == []
    replica.work(0.0)
    return replica


def held(store: MemoryStore) -> list[dict[str, object]]:
    """What the list shows of the holder."""
    found = ReadViews(store).find(HOLDINGS.name, [HOLDER])
    return list(found[HOLDER]["held"]) if found else []


def test_an_issued_certificate_stands_in_its_holders_list_at_once() -> None:
    """No event of its own comes back to the service for it: two messages in, two handled."""
    store = MemoryStore()
    replica = served(store, ISSUE, SEALED)
    (one,) = held(store)
    assert (one["certificate"], one["state"]) == (ISSUE.subject, "01")
    assert sum(replica.counted(outcome=outcome) for outcome in ("done", "noted", "ignored", "already")) == 2


def test_a_list_that_a_crash_left_behind_is_made_up_for_when_the_message_comes_again() -> None:
    """The commit was written, the list was not: the redelivered message finds its commit, and the list its entry."""
    store, spared = MemoryStore(), MemoryStore()
    served(store, ISSUE, SEALED)
    for commit in (commit for stream in store.walk() for commit in stream):
        spared.append([commit])
    assert held(spared) == []
    replica = Replica(DEFINITION, CONTRACTS, spared, bus := InMemory(), {})
    assert bus.link().send([outgoing(SEALED, event=True)]) == []
    (letter,) = replica._inbox.receive(10, 0.0, 0.0)
    replica.handle([replace(letter, redelivered=True)])
    assert [one["certificate"] for one in held(spared)] == [ISSUE.subject]

"""The whole bus is there before the first service starts, so that nothing said early is lost."""

import json
from pathlib import Path

import pytest

from services.chassis.bus import Link, Outgoing
from services.chassis.contracts import FOLDER, Contracts
from services.chassis.fates import DELAYS
from services.chassis.layout import lay_out
from services.chassis.names import routing_key, split
from services.chassis.testing.bus_bench import Bus, InMemory
from services.chassis.topology import COMMANDS, DIRECT, EVENTS, Place, again
from tests.chassis.running import Running

CAPABILITIES = sorted(file.parent.name for file in Path(FOLDER).glob("*/capability.json"))
CONTRACTS = Contracts.load()


def hears(capability: str) -> list[str]:
    """The events that a capability's description says it listens to."""
    described = json.loads((Path(FOLDER) / capability / "capability.json").read_text(encoding="utf-8"))
    return list(described["hears"])


@pytest.fixture
def bus() -> Bus:
    """A broker in memory, laid out twice: the second time changes nothing."""
    bus = InMemory()
    for _ in range(2):
        assert lay_out(bus.link(), Path(FOLDER)) == CAPABILITIES
    return bus


def test_every_command_and_every_effect_finds_its_queue(bus: Bus) -> None:
    """In every province, and nobody else's."""
    for name in CONTRACTS.names():
        place = Place(name.capability)
        if name.kind == "event":
            continue
        command = Outgoing(COMMANDS, routing_key(name.type, "530000"), b"", name.type)
        sent = command if name.kind == "command" else Outgoing(DIRECT, place.effects, b"", name.type)
        queue = place.inbox if name.kind == "command" else place.effects
        before = bus.link().depth(queue)

        assert bus.link().send([sent]) == []
        assert bus.link().depth(queue) == before + 1


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_capability_hears_what_it_says_it_hears(bus: Bus, capability: str) -> None:
    """And nothing else of what others say."""
    link, inbox = bus.link(), Place(capability).inbox
    events = [name.type for name in CONTRACTS.names() if name.kind == "event"]
    for event in events:
        link.send([Outgoing(EVENTS, routing_key(event, "530000"), b"", event, mandatory=False)])
    link.consume(inbox, 1_000)
    heard = {one.routing_key.rpartition(".")[0] for one in link.receive(1_000, 0.0, 0.0)}

    assert heard == set(hears(capability))
    assert all(split(event) for event in heard)


def test_whatever_is_to_be_offered_again_finds_the_queue_to_wait_in(bus: Bus) -> None:
    """For each delay, of commands and of effects: none is made only when it is needed."""
    link = bus.link()
    queues = [Place(capability).inbox for capability in CAPABILITIES]
    queues += [Place(name.capability).effects for name in CONTRACTS.names() if name.kind == "effect"]
    waiting = [Outgoing(DIRECT, again(queue, delay), b"", f"{queue}/{delay}") for queue in queues for delay in DELAYS]

    assert link.send(waiting) == []


def test_laying_out_is_a_command_of_its_own(amqp_uri: str, tmp_path: Path) -> None:
    """It says what it has done, and what it lacks."""
    done = Running("services.chassis.layout", tmp_path / "done", {"AMQP_URI": amqp_uri})
    lost = Running("services.chassis.layout", tmp_path / "lost", {"AMQP_URI": "amqp://guest:guest@127.0.0.1:1//"})

    assert (done.ended(), lost.ended()) == (0, 1)
    assert done.said() == f"laid out: {', '.join(CAPABILITIES)}\n"
    assert lost.said().startswith("the broker does not answer: ")
    assert lost.said().count("\n") == 1
    link = Link(amqp_uri)
    assert [link.depth(Place(capability).inbox) for capability in CAPABILITIES] == [0] * len(CAPABILITIES)
    link.close()

"""How messages find their way, on every broker; part of `bus_exam.py`."""

import pytest

from services.chassis import topology
from services.chassis.bus import Outgoing
from services.chassis.errors import Unavailable
from services.chassis.testing.bus_bench import Bus, bodies, drained, fresh, said
from services.chassis.topology import COMMANDS, EVENTS, Place


class TestsOfRouting:
    """How a province replaces a capability (design: section 3)."""

    def test_a_province_takes_its_own_commands_and_nobody_elses(self, bus: Bus) -> None:
        """Attached, its commands go there and only there; detached, they go to the national service again."""
        capability, link = fresh("payments"), bus.link()
        national, yunnan = Place(capability), Place(capability, "530000")
        topology.declare(link, national, [], with_effects=False)

        def ask(number: int) -> list[Outgoing]:
            keys = [f"{capability}.collect-fee.v1.{province}" for province in ("530000", "440000")]
            return link.send([said(COMMANDS, key, number + at) for at, key in enumerate(keys)])

        assert ask(0) == []
        topology.declare(link, yunnan, [], with_effects=False)
        assert ask(10) == []
        topology.detach(link, yunnan)
        assert ask(20) == []

        assert drained(bus, national.inbox, 5) == bodies([0, 1, 11, 20, 21])
        assert drained(bus, yunnan.inbox, 1) == bodies([10])

    def test_a_capability_that_nobody_serves_gives_commands_back(self, bus: Bus) -> None:
        """Neither exchange has a queue for it; what is another's does not count."""
        link = bus.link()
        topology.declare(link, Place(fresh("payments")), [], with_effects=True)
        nobodys = said(COMMANDS, f"{fresh('nobody')}.ask.v1.530000")

        assert link.send([nobodys]) == [nobodys]

    def test_an_event_reaches_everybody_who_listens(self, bus: Bus) -> None:
        """By type; and who stands in a province hears of that province, and what concerns the whole nation."""
        source, link = fresh("payments"), bus.link()
        settled, refunded = f"{source}.fee-settled.v1", f"{source}.fee-refunded.v1"
        listeners = [Place(fresh("cases")), Place(fresh("portal")), Place(fresh("cases"), "530000")]
        for place, heard in zip(listeners, ([settled], [settled, refunded], [settled]), strict=True):
            topology.declare(link, place, heard, with_effects=False)

        events = [f"{settled}.530000", f"{settled}.440000", f"{refunded}.530000", f"{settled}.000000"]
        link.send([said(EVENTS, key, number, mandatory=False) for number, key in enumerate(events)])

        assert drained(bus, listeners[0].inbox, 3) == bodies([0, 1, 3])
        assert drained(bus, listeners[1].inbox, 4) == bodies([0, 1, 2, 3])
        assert drained(bus, listeners[2].inbox, 2) == bodies([0, 3])

    def test_a_star_is_one_word_and_a_hash_any_number(self, bus: Bus) -> None:
        """And two bindings that match bring one copy."""
        exchange, link = fresh("exchange"), bus.link()
        link.declare_exchange(exchange)
        queues = {pattern: fresh("queue") for pattern in ("a.*.c", "a.#", "#.c", "a")}
        for pattern, queue in queues.items():
            link.declare_queue(queue)
            link.bind(queue, exchange, pattern)
        link.bind(queues["a.#"], exchange, "#")

        keys = ["a.b.c", "a.b.b.c", "a", "c", "b"]
        link.send([said(exchange, key, number, mandatory=False) for number, key in enumerate(keys)])

        assert drained(bus, queues["a.*.c"], 1) == bodies([0])
        assert drained(bus, queues["a.#"], 5) == bodies(range(5))
        assert drained(bus, queues["#.c"], 3) == bodies([0, 1, 3])
        assert drained(bus, queues["a"], 1) == bodies([2])

    def test_declaring_again_is_harmless_and_declaring_otherwise_is_refused(self, bus: Bus) -> None:
        """Nobody changes an exchange or a queue under the others' feet."""
        exchange, queue = fresh("exchange"), fresh("queue")
        for _ in range(2):
            link = bus.link()
            link.declare_exchange(exchange)
            link.declare_queue(queue, {"x-message-ttl": 60_000})

        with pytest.raises(Unavailable):
            bus.link().declare_exchange(exchange, alternate=EVENTS)
        with pytest.raises(Unavailable):
            bus.link().declare_queue(queue, {"x-message-ttl": 1})

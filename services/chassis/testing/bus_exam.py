"""What every broker must do, real or in memory: subclass it, give it a `bus`, and nothing may be left out.

Each of these tests fails on a bus that does nothing; `tests/chassis/test_exams_are_whole.py` sees to that.
"""

import threading
from dataclasses import replace

import pytest

from services.chassis import topology
from services.chassis.bus import Outgoing
from services.chassis.errors import Unavailable
from services.chassis.fates import Fate, Verdict
from services.chassis.intake import ROUTING_KEY, TRIES
from services.chassis.returns import ERROR, QUEUE, REASON, Returns
from services.chassis.testing.bus_bench import PATIENCE, Bus, bodies, drained, fresh, said, taken
from services.chassis.testing.routing_exam import TestsOfRouting
from services.chassis.topology import DIRECT, Place


class TestsOfSending:
    """Confirms, returns, refusals."""

    def test_what_is_sent_arrives_as_it_was(self, bus: Bus) -> None:
        """Body byte for byte, headers, and where it was sent."""
        queue, link = fresh("queue"), bus.link()
        link.declare_queue(queue)
        body = bytes(range(256)) + "事项".encode()
        assert link.send([Outgoing(DIRECT, queue, body, "id", headers={"x-tries": 3, "x-reason": "原因"})]) == []

        link.consume(queue, 10)
        (delivery,) = taken(link, 1)

        assert delivery.body == body
        assert (delivery.headers["x-tries"], delivery.headers["x-reason"]) == (3, "原因")
        assert (delivery.queue, delivery.exchange, delivery.routing_key) == (queue, DIRECT, queue)
        assert not delivery.redelivered

    def test_whatever_was_confirmed_is_in_the_queue_and_in_order(self, bus: Bus) -> None:
        """`send` returns when the broker holds all of them."""
        queue, link = fresh("queue"), bus.link()
        link.declare_queue(queue)

        assert link.send([said(DIRECT, queue, number) for number in range(500)]) == []
        assert drained(bus, queue, 500) == bodies(range(500))

    def test_a_message_that_no_queue_takes_comes_back_to_its_sender(self, bus: Bus) -> None:
        """If it is mandatory; the others of the same send are not held up."""
        queue, link = fresh("queue"), bus.link()
        link.declare_queue(queue)
        astray, let_go = said(DIRECT, fresh("nowhere"), 1), said(DIRECT, fresh("nowhere"), 2, mandatory=False)

        assert link.send([said(DIRECT, queue, 0), astray, let_go, said(DIRECT, queue, 3)]) == [astray]
        assert drained(bus, queue, 2) == bodies([0, 3])
        assert link.send([said(DIRECT, queue, 4)]) == []

    def test_an_exchange_that_is_not_there_is_no_way_to_send(self, bus: Bus) -> None:
        """Rather an error than a message gone."""
        with pytest.raises(Unavailable):
            bus.link().send([said(fresh("exchange"), "a.b.v1.530000")])

    def test_a_link_that_was_hung_up_sends_nothing(self, bus: Bus) -> None:
        """The caller learns of it."""
        queue, link = fresh("queue"), bus.link()
        link.declare_queue(queue)
        link.close()

        with pytest.raises(Unavailable):
            link.send([said(DIRECT, queue)])

    def test_many_callers_each_learn_of_their_own_messages(self, bus: Bus) -> None:
        """Whatever goes out together, everybody is told what became of what he sent."""
        queue, publisher = fresh("queue"), bus.publisher()
        bus.link().declare_queue(queue)
        told = dict[int, list[str]]()

        def send(caller: int) -> None:
            good = [replace(said(DIRECT, queue, n), id=f"good-{caller}-{n}") for n in range(20)]
            astray = replace(said(DIRECT, fresh("nowhere"), 0), id=f"astray-{caller}")
            told[caller] = [one.id for one in publisher.publish([*good[:10], astray, *good[10:]])]

        callers = [threading.Thread(target=send, args=(number,)) for number in range(8)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join(PATIENCE)

        assert told == {number: [f"astray-{number}"] for number in range(8)}
        assert len(drained(bus, queue, 160)) == 160


class TestsOfReceiving:
    """Deliveries, acknowledgements, and what comes back."""

    def test_what_was_not_acknowledged_comes_back_marked(self, bus: Bus) -> None:
        """To whoever takes the queue next, before anything newer; what was acknowledged does not."""
        queue, link = fresh("queue"), bus.link()
        link.declare_queue(queue)
        link.send([said(DIRECT, queue, number) for number in range(4)])
        crashing = bus.link()
        crashing.consume(queue, 10)
        first = taken(crashing, 4)
        crashing.acknowledge(first[1].tag, through=False)
        crashing.close()

        link.send([said(DIRECT, queue, 4)])
        link.consume(queue, 10)
        second = taken(link, 4)

        assert [one.redelivered for one in first] == [False] * 4
        assert [one.body.decode() for one in second] == bodies([0, 2, 3, 4])
        assert [one.redelivered for one in second] == [True, True, True, False]

    def test_one_acknowledgement_settles_everything_before_it(self, bus: Bus) -> None:
        """And nothing after it: a batch is acknowledged as a whole."""
        queue, link = fresh("queue"), bus.link()
        link.declare_queue(queue)
        link.send([said(DIRECT, queue, number) for number in range(6)])
        link.consume(queue, 10)
        link.acknowledge(taken(link, 6)[3].tag, through=True)
        link.close()

        assert drained(bus, queue, 2) == bodies([4, 5])

    def test_nobody_is_given_more_than_he_asked_for(self, bus: Bus) -> None:
        """Neither in one go, nor unacknowledged in hand; an acknowledgement makes room."""
        queue, link = fresh("queue"), bus.link()
        link.declare_queue(queue)
        link.send([said(DIRECT, queue, number) for number in range(9)])
        link.consume(queue, 5)

        batch = link.receive(3, PATIENCE, 1.0)
        rest = taken(link, 2)
        assert [one.body.decode() for one in batch + rest] == bodies(range(5))
        assert len(batch) <= 3
        link.acknowledge(batch[0].tag, through=True)
        assert [one.body.decode() for one in taken(link, 1)] == bodies([5])

    def test_the_depth_of_a_queue_is_what_is_ready_in_it(self, bus: Bus) -> None:
        """A queue that is not there has none."""
        queue, link = fresh("queue"), bus.link()
        link.declare_queue(queue)
        link.send([said(DIRECT, queue, number) for number in range(7)])

        assert link.depth(queue) == 7
        with pytest.raises(Unavailable):
            bus.link().depth(fresh("nowhere"))

    def test_a_message_that_waits_returns_to_its_queue(self, bus: Bus) -> None:
        """Not before its time, and with the headers that count its tries and tell where it was first sent."""
        place, link = Place(fresh("payments")), bus.link()
        topology.declare(link, place, [], with_effects=False)
        returns = Returns(place)
        link.send([said(DIRECT, place.inbox, 1)])
        link.consume(place.inbox, 10)
        (delivery,) = taken(link, 1)

        assert link.send([returns.address(delivery, Verdict(Fate.AGAIN, "overtook", "NotYet: later", 1))]) == []
        link.acknowledge(delivery.tag, through=True)
        assert bus.link().depth(topology.again(place.inbox, 1)) == 1
        (back,) = taken(link, 1)

        assert (back.body, back.queue, back.redelivered) == (delivery.body, place.inbox, False)
        assert (back.headers[TRIES], back.headers[REASON], back.headers["x-number"]) == (1, "overtook", 1)
        assert back.headers[ROUTING_KEY] == place.inbox
        assert bus.link().depth(topology.again(place.inbox, 1)) == 0

    def test_a_parked_message_stays_with_its_reason_and_its_headers(self, bus: Bus) -> None:
        """Body untouched, so that it can be looked at, mended and sent again."""
        place, link = Place(fresh("payments")), bus.link()
        topology.declare(link, place, [], with_effects=False)
        returns = Returns(place)
        link.send([Outgoing(DIRECT, place.inbox, b"{not json", headers={"x-sender": "OMINOUS-MIRROR"})])
        link.consume(place.inbox, 10)
        (delivery,) = taken(link, 1)

        assert link.send([returns.address(delivery, Verdict(Fate.PARK, "malformed", "body: must be JSON"))]) == []
        link.acknowledge(delivery.tag, through=True)
        watching = bus.link()
        watching.consume(place.parked, 10)
        (parked,) = taken(watching, 1)

        assert parked.body == b"{not json"
        headers = {"x-sender": "OMINOUS-MIRROR", QUEUE: place.inbox, REASON: "malformed", ERROR: "body: must be JSON"}
        assert {name: parked.headers[name] for name in headers} == headers


class BusExam(TestsOfSending, TestsOfReceiving, TestsOfRouting):
    """The whole exam."""

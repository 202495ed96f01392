"""Many senders, one line: what waits goes out together; what is not certain is said to be so."""

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.local.broker import PrivateBroker
from services.chassis import bus, clock
from services.chassis import publisher as module
from services.chassis.bus import Link, Outgoing
from services.chassis.errors import Unavailable
from services.chassis.publisher import Publisher
from services.chassis.testing.bus_bench import fresh, said, taken
from services.chassis.topology import DIRECT
from tests.chassis.running import wait_for


@pytest.fixture
def publisher(amqp_uri: str) -> Iterator[Publisher]:
    """One on a virtual host of its own."""
    publisher = Publisher(amqp_uri)
    yield publisher
    publisher.close()


class Watched(Link):
    """A real link that tells how much each send carried, and waits to be let go before the first."""

    sizes: list[int]
    go: threading.Event

    def send(self, outgoings: Sequence[Outgoing]) -> list[Outgoing]:
        """Count, then send."""
        self.sizes.append(len(outgoings))
        assert self.go.wait(10)
        return super().send(outgoings)


def test_what_waits_while_one_is_being_sent_goes_out_together(
    amqp_uri: str, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three hundred senders wait for two confirms, not for three hundred."""
    Watched.sizes, Watched.go = [], threading.Event()
    monkeypatch.setattr(module, "Link", Watched)
    queue, link = fresh("queue"), Link(amqp_uri)
    link.declare_queue(queue)
    futures = [publisher.publish_soon([said(DIRECT, queue, 0)])]
    wait_for(lambda: Watched.sizes, "the first send")
    futures += [publisher.publish_soon([said(DIRECT, queue, number)]) for number in range(1, 301)]
    Watched.go.set()

    assert [future.result(10) for future in futures] == [[]] * 301
    assert Watched.sizes == [1, 300]
    assert link.depth(queue) == 301
    link.close()


def test_nothing_to_send_needs_no_broker() -> None:
    """Not even one that is there."""
    publisher = Publisher("amqp://guest:guest@127.0.0.1:1//")

    assert publisher.publish([]) == []
    publisher.close()


def test_an_unreachable_broker_is_told_to_everyone_who_sends() -> None:
    """And the next one is told as well: it tries again."""
    publisher = Publisher("amqp://guest:guest@127.0.0.1:1//")
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(publisher.publish, [said(DIRECT, "queue", number)]) for number in range(8)]

    assert [type(future.exception(10)) for future in futures] == [Unavailable] * 8
    with pytest.raises(Unavailable):
        publisher.publish([said(DIRECT, "queue")])
    publisher.close()


def test_one_senders_mistake_is_not_taken_for_success(amqp_uri: str, publisher: Publisher) -> None:
    """An exchange that is not there breaks the channel: nobody of that send is told that all is well."""
    queue, link = fresh("queue"), Link(amqp_uri)
    link.declare_queue(queue)

    with pytest.raises(Unavailable):
        publisher.publish([said(DIRECT, queue, 1), said(fresh("exchange"), "a.b.v1.530000", 2)])
    assert publisher.publish([said(DIRECT, queue, 3)]) == []
    link.close()


def test_closing_sends_what_waits(amqp_uri: str) -> None:
    """Nothing that was handed over is dropped by an orderly end."""
    queue, link, publisher = fresh("queue"), Link(amqp_uri), Publisher(amqp_uri)
    link.declare_queue(queue)
    futures = [publisher.publish_soon([said(DIRECT, queue, number)]) for number in range(50)]
    publisher.close()

    assert [future.result(0) for future in futures] == [[]] * 50
    assert link.depth(queue) == 50
    link.close()


class Stream(threading.Thread):
    """Sends twenty messages at a time until the broker is gone; remembers which of them it was told are safe."""

    def __init__(self, uri: str, queue: str) -> None:
        super().__init__(daemon=True)
        self.publisher, self.queue = Publisher(uri), queue
        self.safe, self.unsure = list[str](), list[str]()

    def run(self) -> None:
        """Every batch that returns is a promise."""
        for number in range(1_000_000):
            names = [f"{number}-{part}" for part in range(20)]
            try:
                assert self.publisher.publish([Outgoing(DIRECT, self.queue, one.encode(), one) for one in names]) == []
            except Unavailable:
                self.unsure += names
                return
            self.safe += names


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[PrivateBroker]:
    """One that may be ill-treated."""
    broker = PrivateBroker.alone(tmp_path)
    broker.start()
    yield broker
    broker.stop()


def signalled(broker: PrivateBroker, number: signal.Signals) -> int:
    """Do this to the broker's process."""
    pid = broker.processes.find("rabbitmq")
    assert pid is not None
    os.kill(pid, number)
    return pid


def test_a_broker_that_falls_silent_or_dies_is_told_and_found_again(
    own_broker: PrivateBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was told 'safe' finds his message; nobody waits for ever; then sending goes on."""
    monkeypatch.setattr(bus, "CONFIRM_WITHIN", 1.0)
    queue, link, begun = fresh("queue"), Link(own_broker.uri()), clock.elapsed()
    link.declare_queue(queue)
    stream = Stream(own_broker.uri(), queue)
    publisher = stream.publisher

    signalled(own_broker, signal.SIGSTOP)
    with pytest.raises(Unavailable, match="does not answer"):
        publisher.publish_soon([said(DIRECT, queue, 0)]).result(15)
    signalled(own_broker, signal.SIGCONT)
    wait_for(lambda: _sent(publisher, said(DIRECT, queue, 0)), "the broker's answer")

    stream.start()
    # RabbitMQ 3.10 needs a second or two until a new quorum queue survives its death.
    wait_for(lambda: clock.elapsed() - begun > 3 and len(stream.safe) > 400, "the stream")
    os.waitpid(signalled(own_broker, signal.SIGKILL), 0)
    stream.join(30)
    assert not stream.is_alive()
    with pytest.raises(Unavailable):
        link.receive(1, 1.0, 0.0)
    link.close()

    own_broker.start()
    wait_for(lambda: _sent(publisher, said(DIRECT, queue, 0)), "the broker's return")
    kept = received(own_broker.uri(), queue, len(stream.safe) + 2)
    assert set(stream.safe) <= kept
    assert kept - set(stream.safe) <= {*stream.unsure, "message 0"}
    publisher.close()


def received(uri: str, queue: str, count: int) -> set[str]:
    """What is in a queue."""
    link = Link(uri)
    link.consume(queue, 0)
    bodies = {one.body.decode() for one in taken(link, count, 10_000)}
    link.close()
    return bodies


def _sent(publisher: Publisher, outgoing: Outgoing) -> bool:
    try:
        return publisher.publish([outgoing]) == []
    except Unavailable:
        return False

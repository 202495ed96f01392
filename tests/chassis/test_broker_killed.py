"""What nobody had acknowledged when the broker was killed comes back, and says that it was delivered before.

The design stands on it: by this mark alone a commit is known whose messages may not have left (docs/adr/0016).
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.broker import PrivateBroker
from services.chassis import clock
from services.chassis.bus import Delivery, Link, Outgoing
from services.chassis.errors import Unavailable
from tests.chassis.running import wait_for

QUEUE, IN_HAND, ALL = "teahouse.inbox", 10, 20
SETTLES = 3.0
"""Seconds; a quorum queue that is killed sooner after it was declared may not come back (RabbitMQ 3.10)."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[PrivateBroker]:
    """A broker that may be killed."""
    broker = PrivateBroker.alone(tmp_path)
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()


def kill(broker: PrivateBroker) -> None:
    """SIGKILL, and wait until it is gone."""
    pid = broker.processes.find("rabbitmq")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def consuming(uri: str, prefetch: int) -> Link | None:
    """A connection that takes from the queue; None while there is no leader for it yet."""
    link = None
    try:
        link = Link(uri)
        link.consume(QUEUE, prefetch)
    except Unavailable:
        if link:
            link.close()
        return None
    return link


def taking(uri: str, count: int) -> tuple[Link, list[Delivery]]:
    """So many messages, and the connection on which they are not acknowledged yet."""
    links, found = list[Link](), list[Delivery]()

    def more() -> bool:
        if not links:
            links.extend(link for link in [consuming(uri, count)] if link)
        for link in links:
            found.extend(link.receive(count, 0.2, 0.05))
        return len(found) == count

    wait_for(more, f"{count} messages")
    return links[0], found


def test_what_was_in_hand_when_the_broker_was_killed_is_marked_as_redelivered(node: PrivateBroker) -> None:
    """What was not is not; nothing that was confirmed is missing."""
    desk = Link(node.uri())
    desk.declare_queue(QUEUE)
    clock.sleep(SETTLES)
    desk.send([Outgoing("", QUEUE, f"{number}".encode(), f"id-{number}") for number in range(ALL)])
    first, had = taking(node.uri(), IN_HAND)
    assert not any(one.redelivered for one in had)

    kill(node)
    node.start()
    second, again = taking(node.uri(), ALL)

    assert {int(one.body): one.redelivered for one in again} == {number: number < IN_HAND for number in range(ALL)}
    for link in (desk, first, second):
        link.close()

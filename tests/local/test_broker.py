"""A private broker starts, keeps what it was given, and leaves nothing behind."""

from pathlib import Path

import pika
import pytest

from deploy.local.broker import PrivateBroker
from deploy.local.ports import is_free
from deploy.local.probe import speaks_amqp
from deploy.local.trouble import Trouble
from tests.conftest import Bus


def _send(uri: str, queue: str, body: bytes) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(uri))
    channel = connection.channel()
    channel.confirm_delivery()
    channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
    channel.basic_publish("", queue, body, mandatory=True)
    connection.close()


def _fetch(uri: str, queue: str) -> bytes:
    connection = pika.BlockingConnection(pika.URLParameters(uri))
    _, _, body = connection.channel().basic_get(queue, auto_ack=True)
    connection.close()
    assert isinstance(body, bytes)
    return body


def _commands_naming(folder: Path) -> list[str]:
    """The command lines of all processes that have this folder among their environment."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (place / "environ").read_bytes():
                found.append((place / "cmdline").read_text())
        except OSError:  # it ended while we looked, or is another user's
            continue
    return found


def test_a_private_broker_keeps_messages_over_a_restart_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Started, stopped and started again it has its messages; stopped for good, no process and no port is left."""
    broker = PrivateBroker.alone(tmp_path)
    try:
        _send(broker.start(), "cases.inbox", b"OMINOUS-MIRROR")
        broker.stop()
        assert not speaks_amqp(broker.address)

        assert b"OMINOUS-MIRROR" == _fetch(broker.start(), "cases.inbox")
    finally:
        broker.stop()

    assert [] == broker.processes.names()
    assert [] == _commands_naming(tmp_path)
    assert all(is_free(broker.ports.of(name)) for name in ("rabbitmq", "rabbitmq-distribution", "epmd"))


def test_virtual_hosts_do_not_see_each_other(broker: Bus) -> None:
    """What one test sends, no other test receives."""
    if broker.private is None:
        pytest.skip("AMQP_URI names one virtual host, and others may not be made there")
    one, other = broker.private.add_vhosts(["mirror", "armchair"])
    _send(one, "cases.inbox", b"OMINOUS-MIRROR")
    _send(other, "cases.inbox", b"CRUNCHY-ARMCHAIR")

    assert b"CRUNCHY-ARMCHAIR" == _fetch(other, "cases.inbox")
    broker.private.delete_vhost("armchair")
    with pytest.raises(pika.exceptions.ProbableAccessDeniedError):
        _fetch(other, "cases.inbox")
    assert b"OMINOUS-MIRROR" == _fetch(one, "cases.inbox")


def test_a_name_that_is_no_name_never_reaches_the_node(tmp_path: Path) -> None:
    """Names are checked, because they become part of an expression."""
    with pytest.raises(ValueError, match="no name for a virtual host"):
        PrivateBroker.alone(tmp_path).add_vhost('x">>, halt(), <<"')


def test_a_broker_that_cannot_start_says_where_to_look(tmp_path: Path) -> None:
    """A node with a cookie of another's making gives one line, and its own last words below."""
    broker = PrivateBroker.alone(tmp_path)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".erlang.cookie").mkdir()

    with pytest.raises(Trouble, match=r"^the private broker did not start: read ") as caught:
        broker.start()

    assert "cookie" in caught.value.detail
    broker.stop()
    assert [] == _commands_naming(tmp_path)

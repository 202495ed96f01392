"""What operators do with parked messages, by the command line and on a real broker."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pika
import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.local.trouble import Trouble

MIRROR = b'{"id": "ominous-mirror", "type": "payments.collect-fee.v1", "data": {"fen": 0}}'
ARMCHAIR = b'{"id": "crunchy-armchair", "type": "payments.collect-fee.v1", "data": {"fen": "ten"}}'
NOISE = b"\xff not a message"


class Broker:
    """The bus as the payments service left it: three parked messages, an empty inbox."""

    def __init__(self, uri: str) -> None:
        """Declare the queues anew and park the messages."""
        self._connection = pika.BlockingConnection(pika.URLParameters(uri))
        self.channel = self._connection.channel()
        self.channel.confirm_delivery()
        for queue in ("payments.inbox.530000", "parked.payments"):
            self.channel.queue_delete(queue)
            self.channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
        for body in (MIRROR, ARMCHAIR, NOISE):
            self.channel.basic_publish("", "parked.payments", body, _as_parked(), mandatory=True)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def drain(self, queue: str) -> list[tuple[bytes, dict[str, object]]]:
        """Body and headers of everything in a queue, in order; without the header that the broker adds to each."""
        found: list[tuple[bytes, dict[str, object]]] = []
        while True:
            method, properties, body = self.channel.basic_get(queue, auto_ack=True)
            if method is None:
                return found
            headers = {name: value for name, value in properties.headers.items() if name != "x-delivery-count"}
            found.append((body, headers))

    def bodies(self, queue: str) -> list[bytes]:
        """The bodies of everything in a queue, in order."""
        return [body for body, _ in self.drain(queue)]

    def park(self, body: bytes) -> None:
        """Park one more."""
        self.channel.basic_publish("", "parked.payments", body, _as_parked(), mandatory=True)


def _as_parked() -> pika.BasicProperties:
    told = {"x-reason": "contractviolation", "x-error": "fen: must be an integer", "x-tries": 3}
    whence = {"x-queue": "payments.inbox.530000", "x-first-seen": "2026-03-02T08:00:00.000Z"}
    address = {"x-original-routing-key": "payments.collect-fee.v1.530000"}
    return pika.BasicProperties(delivery_mode=2, headers={**told, **whence, **address})


@pytest.fixture
def parked(amqp_uri: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    """A broker with three messages parked by payments, and a terminal that points to it."""
    monkeypatch.setenv("AMQP_URI", amqp_uri)
    monkeypatch.setenv("COLUMNS", "200")
    broker = Broker(amqp_uri)
    yield broker
    broker.close()


def _tongban(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["parked", *arguments], catch_exceptions=False)


def test_list_names_every_parked_message_and_changes_nothing(parked: Broker) -> None:
    """Whoever looks, however often, leaves every message where it was, in order."""
    once, again = _tongban("list"), _tongban("list", "--service", "payments")

    assert ["ominous-mirror", "crunchy-armchair"] == [line.split()[1] for line in again.output.splitlines()[1:3]]
    assert "sha256:" in again.output
    assert "contractviolation" in once.output
    assert "payments.inbox.530000" in once.output
    assert [MIRROR, ARMCHAIR, NOISE] == parked.bodies("parked.payments")


def test_list_says_so_when_nothing_is_parked(parked: Broker) -> None:
    """An empty table would leave the operator wondering."""
    parked.drain("parked.payments")

    assert "nothing is parked" in _tongban("list").output


def test_show_tells_why_and_what_and_changes_nothing(parked: Broker) -> None:
    """The beginning of an id is enough."""
    shown = _tongban("show", "crunchy").output

    assert "fen: must be an integer" in shown
    assert json.loads(ARMCHAIR) == json.loads(shown[shown.index('{\n  "id"') :])
    assert [MIRROR, ARMCHAIR, NOISE] == parked.bodies("parked.payments")


HOSTILE = {
    "nested too deeply": b"[" * 50_000 + b"]" * 50_000,
    "an id that is markup": b'{"id": "[/bold]", "type": "[red]x[/]"}',
    "an id that moves the cursor": b'{"id": "\\u001b[2J", "type": "\\u001b[31m"}',
    "an id that turns the direction": '{"id": "\u202eabc", "type": "\u2066"}'.encode(),
    "an id that is a list": b'{"id": ["x"], "type": {"y": 1}}',
    "an id without end": b'{"id": "' + b"x" * 100_000 + b'"}',
    "lines and bells": b'{"id": "bell", "text": "\\u0007\\u009b31m\\u202e\\n"}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_parked_can_be_listed_shown_and_dropped(parked: Broker, body: bytes) -> None:
    """One hostile message neither hides the others nor writes to the terminal what it likes."""
    parked.park(body)

    listed = _tongban("list")
    identity = listed.output.splitlines()[4].split()[1]
    shown, raw = _tongban("show", identity), _tongban("show", identity, "--raw")
    dropped = _tongban("drop", "--id", identity)

    for result in (listed, shown, dropped):
        assert result.exit_code == 0
        assert all(sign.isprintable() or sign == "\n" for sign in result.output)
    assert "x-error" in shown.output
    assert raw.stdout_bytes == body
    assert [MIRROR, ARMCHAIR, NOISE] == parked.bodies("parked.payments")


def test_a_large_body_is_shown_in_part_and_given_whole(parked: Broker) -> None:
    """The terminal is not flooded; the file to mend is complete."""
    body = b'{"id": "large", "data": "' + b"x" * 1_000_000 + b'"}'
    parked.park(body)

    assert len(_tongban("show", "large").output) < 30_000
    assert _tongban("show", "large", "--raw").stdout_bytes == body


def test_replay_puts_one_message_back_as_if_new(parked: Broker) -> None:
    """It returns to the queue it came from, without the record of its failures, and with its first address."""
    _tongban("replay", "--id", "ominous-mirror")

    assert [(MIRROR, {"x-original-routing-key": "payments.collect-fee.v1.530000"})] == parked.drain(
        "payments.inbox.530000"
    )
    assert [ARMCHAIR, NOISE] == parked.bodies("parked.payments")


def test_replay_sends_the_mended_body_instead(parked: Broker, tmp_path: Path) -> None:
    """A person mended the message, its address perhaps included; what was parked is gone."""
    mended = tmp_path / "mended.json"
    mended.write_bytes(ARMCHAIR.replace(b'"ten"', b"10"))
    _tongban("replay", "--id", "crunchy-armchair", "--body", str(mended))

    assert [(mended.read_bytes(), {})] == parked.drain("payments.inbox.530000")
    assert [MIRROR, NOISE] == parked.bodies("parked.payments")


def test_replay_all_keeps_their_order(parked: Broker) -> None:
    """What waited longest is handled first."""
    _tongban("replay", "--all", "--service", "payments")

    assert [MIRROR, ARMCHAIR, NOISE] == parked.bodies("payments.inbox.530000")
    assert [] == parked.bodies("parked.payments")


def test_the_last_of_several_can_be_dropped(parked: Broker) -> None:
    """The others go back to where they were, and the command says what it did."""
    identity = _tongban("list").output.splitlines()[3].split()[1]

    dropped = _tongban("drop", "--id", identity)

    assert (dropped.exit_code, dropped.output) == (0, f"dropped {identity} (?)\n")
    assert [MIRROR, ARMCHAIR] == parked.bodies("parked.payments")


def test_replay_to_a_queue_that_is_gone_keeps_the_message_parked(parked: Broker) -> None:
    """Nobody serves it: one line says so, and nothing is lost."""
    parked.channel.queue_delete("payments.inbox.530000")

    with pytest.raises(Trouble, match=r"^there is no queue payments\.inbox\.530000: start the service"):
        _tongban("replay", "--all")
    assert [MIRROR, ARMCHAIR, NOISE] == parked.bodies("parked.payments")


def test_drop_forgets_exactly_what_was_named(parked: Broker) -> None:
    """The others stay."""
    _tongban("drop", "--id", "crunchy-armchair")

    assert [MIRROR, NOISE] == parked.bodies("parked.payments")


@pytest.mark.parametrize("command", ["replay", "drop"])
def test_a_dry_run_says_what_would_be_done_and_does_nothing(parked: Broker, command: str) -> None:
    """Every message is named, and every message is still there."""
    said = _tongban(command, "--all", "--dry-run").output

    assert 3 == said.count(f"would {command}")
    assert [MIRROR, ARMCHAIR, NOISE] == parked.bodies("parked.payments")
    assert [] == parked.bodies("payments.inbox.530000")


@pytest.mark.parametrize("arguments", [("drop",), ("drop", "--all", "--id", "x"), ("replay", "--service", "payments")])
def test_nothing_happens_until_it_is_clear_which_are_meant(parked: Broker, arguments: tuple[str, ...]) -> None:
    """Neither no choice nor two choices is a choice."""
    with pytest.raises(Trouble, match="say either --id or --all"):
        _tongban(*arguments)

    assert [MIRROR, ARMCHAIR, NOISE] == parked.bodies("parked.payments")


def test_an_id_nobody_bears_is_said(parked: Broker) -> None:
    """A typing error is not taken for success."""
    with pytest.raises(Trouble, match="no parked message begins with ominous-chair"):
        _tongban("drop", "--id", "ominous-chair")

    assert 3 == len(parked.bodies("parked.payments"))


def test_a_broker_that_does_not_answer_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line says what to do."""
    monkeypatch.setenv("AMQP_URI", "amqp://127.0.0.1:9/")

    with pytest.raises(Trouble, match=r"^the broker does not answer .*: type `tongban up`, or set AMQP_URI"):
        _tongban("list")


def test_a_broker_that_takes_the_call_and_says_nothing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """It hangs, or is no broker: that is trouble, not a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("AMQP_URI", f"amqp://a:b@127.0.0.1:{port}/?stack_timeout=1&socket_timeout=1")

        with pytest.raises(Trouble, match="the broker does not answer"):
            _tongban("list")

"""`tongban resend`: what was said once can be said again, by the command line and on a real broker."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pika
import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.local.trouble import Trouble
from services.cases.service import DEFINITION
from services.chassis.store import Store
from tests.cases.scenarios import SCENARIOS
from tests.local.stored import kept

SERVICE = "cases_990000"
LATE = "late-joiner"


class Listener:
    """Somebody who came after it was said: hears every event of cases, and takes what cases asks of identity."""

    def __init__(self, uri: str) -> None:
        """Declare what services would."""
        self._connection = pika.BlockingConnection(pika.URLParameters(uri))
        self.channel = self._connection.channel()
        for exchange in ("events", "commands"):
            self.channel.exchange_declare(exchange, "topic", durable=True)
        self.channel.queue_declare(LATE, durable=True, arguments={"x-queue-type": "quorum"})
        self.channel.queue_purge(LATE)
        self.channel.queue_bind(LATE, "events", "cases.#")

    def takes(self, capability: str) -> None:
        """From now on it serves this one."""
        self.channel.queue_bind(LATE, "commands", f"{capability}.#")

    def heard(self) -> list[dict[str, Any]]:
        """Everything that has come."""
        found = list[dict[str, Any]]()
        while True:
            method, _, body = self.channel.basic_get(LATE, auto_ack=True)
            if method is None:
                return found
            found.append(json.loads(body))

    def close(self) -> None:
        """Leave."""
        self._connection.close()


@pytest.fixture
def store(tmp_path: Path, store_uri: str, amqp_uri: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of cases after one course; who listens comes afterwards."""
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path))
    monkeypatch.setenv("MONGODB_URI", store_uri)
    monkeypatch.setenv("AMQP_URI", amqp_uri)
    with kept(store_uri, SERVICE, DEFINITION, SCENARIOS["sent twice"]) as store:
        yield store


@pytest.fixture
def listener(amqp_uri: str) -> Iterator[Listener]:
    """A late joiner."""
    listener = Listener(amqp_uri)
    yield listener
    listener.close()


def resend(*arguments: str) -> Result:
    """Say it again."""
    return CliRunner().invoke(app, ["resend", "--service", SERVICE, *arguments])


def said(store: Store, *types: str) -> list[dict[str, Any]]:
    """What the commits hold of these types, in their order."""
    (commits,) = store.walk()
    return [message for commit in commits for message in commit["outbox"] if not types or message["type"] in types]


def test_a_late_joiner_hears_what_was_said_before(store: Store, listener: Listener) -> None:
    """The very messages, to the last attribute, in their order: receivers who had them know the ids."""
    kind = "cases.case-closed.v1"
    told = resend("--type", kind)
    assert told.exit_code == 0, told.output
    assert "sent 1 messages" in told.output
    assert listener.heard() == said(store, kind) != []


def test_commands_are_sent_again_to_whoever_serves_them_now(store: Store, listener: Listener) -> None:
    """Everything the case asked of others, and everything it told."""
    for capability in ("identity", "payments", "certificates", "logistics"):
        listener.takes(capability)
    assert resend().exit_code == 0
    heard = listener.heard()
    assert heard == said(store)
    assert {"logistics.ship-result.v1", "cases.application-submitted.v1"} <= {message["type"] for message in heard}


def test_a_dry_run_shows_and_sends_nothing(store: Store, listener: Listener) -> None:
    """How many of each type, and from when to when."""
    told = resend("--dry-run")
    assert told.exit_code == 0
    assert f"would send {len(said(store))} messages" in told.output
    assert "cases.application-approved.v1" in told.output
    assert listener.heard() == []


def test_it_can_be_narrowed_to_a_case_and_to_a_time(store: Store, listener: Listener) -> None:
    """Nothing of other cases, nothing from before."""
    everything = f"would send {len(said(store))} messages"
    assert "would send 0 messages" in resend("--case", "case-530000-ANOTHER", "--dry-run").output
    assert everything in resend("--case", said(store)[0]["correlationid"], "--dry-run").output
    assert "would send 0 messages" in resend("--since", "2999-01-01T00:00:00Z", "--dry-run").output
    assert everything in resend("--since", "2020-01-01T08:00:00+08:00", "--dry-run").output
    assert listener.heard() == []


def test_a_command_that_nobody_takes_is_said(store: Store, listener: Listener) -> None:
    """The events are sent all the same; the command can be sent when its service is there."""
    told = resend()
    assert isinstance(told.exception, Trouble)
    assert "identity.verify-person.v1" in str(told.exception)
    assert {message["type"].partition(".")[0] for message in listener.heard()} == {"cases"}


@pytest.mark.parametrize("since", ["yesterday", "2026-03-02T08:00:00"])
def test_a_time_without_its_zone_is_a_mistake(store: Store, since: str) -> None:
    """It is said with an example."""
    told = resend("--since", since)
    assert isinstance(told.exception, Trouble)
    assert "2026-03-02T08:00:00Z" in str(told.exception)

"""A region's service need not be written with our library: what another client sends is taken as it is."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pika
import pytest

from services.chassis.envelope import render
from services.chassis.intake import TRIES
from services.chassis.returns import REASON
from services.chassis.topology import COMMANDS, DIRECT
from tests.chassis.house import PLACE, House, serve, table

ODD_HEADERS: dict[str, Any] = {
    "text": "事项",
    "truth": True,
    "whole": 2**40,
    "fraction": Decimal("1.5"),
    "moment": datetime(2026, 11, 20, tzinfo=UTC),
    "nothing": None,
    "list": [1, "a", {"b": [None]}],
    "table": {"a": {"b": 1}},
    "x-death": "not what a broker would write",
    TRIES: "many",
}


def send(uri: str, body: bytes, key: str = "teahouse.serve-cup.v1.530000", **properties: Any) -> None:
    """As a client of another make sends."""
    connection = pika.BlockingConnection(pika.URLParameters(uri))
    channel = connection.channel()
    channel.confirm_delivery()
    exchange = DIRECT if key == PLACE.effects else COMMANDS
    channel.basic_publish(exchange, key, body, pika.BasicProperties(**properties), mandatory=True)
    connection.close()


@pytest.mark.parametrize("properties", [{}, {"headers": {}}, {"headers": ODD_HEADERS}, {"content_type": "text/plain"}])
def test_a_command_is_taken_with_whatever_headers_it_comes(
    real: House, amqp_uri: str, properties: dict[str, Any]
) -> None:
    """None at all included: what counts is the body."""
    send(amqp_uri, render(serve(table(7), "green")), **properties)

    real.work(real.hire())

    assert real.state(table(7)).cups == {"green"}


@pytest.mark.parametrize("key", ["teahouse.serve-cup.v1.530000", PLACE.effects])
@pytest.mark.parametrize("properties", [{}, {"headers": ODD_HEADERS}])
def test_rubbish_is_parked_with_whatever_headers_it_came(
    real: House, amqp_uri: str, properties: dict[str, Any], key: str
) -> None:
    """From the inbox and from the effects' queue alike; what follows is taken."""
    send(amqp_uri, b"\x00\xff", key, **properties)
    send(amqp_uri, render(serve(table(7), "green")))

    real.work(real.hire())

    (parked,) = real.parked(1)
    assert (parked.body, parked.headers[REASON], parked.headers[TRIES]) == (b"\x00\xff", "malformed", 0)
    kept = {name: parked.headers.get(name) for name in properties.get("headers", {}) if not name.startswith("x-")}
    assert json.dumps(kept, default=str)
    assert set(kept) == {name for name in properties.get("headers", {}) if not name.startswith("x-")}
    assert real.state(table(7)).cups == {"green"}


def test_a_body_of_twenty_megabytes_is_parked_and_holds_nobody_up(real: House, amqp_uri: str) -> None:
    """It is refused by its size, unread."""
    send(amqp_uri, b"x" * 20_000_000)
    send(amqp_uri, render(serve(table(7), "green")))

    real.work(real.hire())

    assert [len(one.body) for one in real.parked(1)] == [20_000_000]
    assert real.state(table(7)).cups == {"green"}

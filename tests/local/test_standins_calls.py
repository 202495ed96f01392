"""The stand-in channel tells of payments as well, or as badly, as it was told to; and serves a second language."""

import json
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest

from deploy.local.standins.channel_entries import BEIJING
from services.chassis.forms import read_form
from services.chassis.signatures import verified
from services.payments.aggregate import Aggregate
from services.payments.fiscal import Fiscal, digest
from services.payments.settings import Settings
from tests.local.standin_process import SECRET, Ear, StandIn, running, until


@pytest.fixture
def channel() -> Iterator[StandIn]:
    """A payment channel."""
    with running("channel") as stand_in:
        yield stand_in


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Whoever is called."""
    with Ear().listening() as found:
        yield found


def switch(channel: StandIn, mode: str, **further: float) -> None:
    """Tell it how to behave."""
    assert channel.post("/switches", {"mode": mode, "seconds": 60, **further}).status_code == 200


def paid(channel: StandIn, ear: Ear, number: str = "payment-1", **how: str) -> Mapping[str, Any]:
    """An order that was opened and paid, told as the payer asks for."""
    wanted = {"order": number, "fen": 500, "description": "fee", "notify_url": ear.url()}
    order: Mapping[str, Any] = channel.post("/orders", wanted, f"key-{number}").json()
    assert channel.http.post(order["pay_url"], json=how).status_code == 200
    return order


def asked(channel: StandIn, order: Mapping[str, Any]) -> Mapping[str, Any]:
    """What it says when it is asked about the order."""
    question = {"order": "payment-1", "channel_order": order["channel_order"]}
    said: Mapping[str, Any] = channel.post("/orders/query", question).json()
    return said


def test_one_that_repeats_itself_says_the_same_three_times(channel: StandIn, ear: Ear) -> None:
    """The same bytes, the same notice."""
    switch(channel, "duplicate")
    paid(channel, ear)
    until(lambda: len(ear.heard) == 3)
    assert len({body for _, _, body in ear.heard}) == 1


def test_a_late_one_calls_after_its_delay(channel: StandIn, ear: Ear) -> None:
    """Paid now, told later."""
    switch(channel, "late", delay_seconds=0.5)
    began = time.monotonic()
    paid(channel, ear)
    assert ear.heard == []
    until(lambda: ear.heard)
    assert time.monotonic() - began >= 0.5


def test_a_silent_one_never_calls_but_answers_when_it_is_asked(channel: StandIn, ear: Ear) -> None:
    """The money came; who asks is told the notice that was never sent."""
    switch(channel, "silent")
    order = paid(channel, ear)
    until(lambda: channel.get(f"/orders/{order['channel_order']}")["told"] is False)
    said = asked(channel, order)
    assert (said["state"], said["fen"], said["notice"]) == ("paid", 500, f"N{order['channel_order']}")
    assert ear.heard == []


def test_a_contradictory_one_takes_back_what_it_said(channel: StandIn, ear: Ear) -> None:
    """Paid, then not paid: called, answered and stated so, each genuinely signed."""
    switch(channel, "contradictory")
    order = paid(channel, ear)
    until(lambda: len(ear.heard) == 2)
    assert [json.loads(body)["status"] for _, _, body in ear.heard] == ["paid", "unpaid"]
    assert all(verified(SECRET, body, headers["X-Signature"]) for _, headers, body in ear.heard)
    assert asked(channel, order)["state"] == "open"
    day = json.loads(ear.heard[1][2])["at"]
    (line,) = channel.post("/statements", {"day": _in_china(day), "page": 1}).json()["lines"]
    assert (line["state"], line["kind"], line["fen"]) == ("undone", "payment", 500)


def test_who_pays_twice_is_told_of_twice_and_gets_twice_back_at_most(channel: StandIn, ear: Ear) -> None:
    """By two routes: two notices with numbers of their own, two lines of the statement, and never more than both."""
    order = paid(channel, ear, tell="twice")
    until(lambda: len(ear.heard) == 2)
    said = [json.loads(body) for _, _, body in ear.heard]
    assert len({one["notice"] for one in said}) == 2
    assert all(verified(SECRET, body, headers["X-Signature"]) for _, headers, body in ear.heard)
    lines = channel.post("/statements", {"day": _in_china(said[0]["paid_at"]), "page": 1}).json()["lines"]
    assert {line["reference"] for line in lines if line["order"] == "payment-1"} == {one["notice"] for one in said}
    back = {"order": "payment-1", "channel_order": order["channel_order"], "fen": 500, "why": "paid-twice"}
    answers = [channel.post("/refunds", back, f"back-{number}").status_code for number in range(3)]
    assert answers == [200, 200, 422]


def test_a_forged_call_bears_a_signature_that_is_not_the_channels(channel: StandIn, ear: Ear) -> None:
    """The content is right; only the proof is not."""
    switch(channel, "forged")
    paid(channel, ear)
    until(lambda: ear.heard)
    _, headers, body = ear.heard[0]
    assert not verified(SECRET, body, headers["X-Signature"])


def test_a_slow_one_answers_after_its_delay(channel: StandIn) -> None:
    """Longer than a service waits, if it is told so."""
    switch(channel, "slow", delay_seconds=0.4)
    began = time.monotonic()
    assert channel.post("/orders/query", {"order": "payment-1", "channel_order": "none"}).status_code == 404
    assert time.monotonic() - began >= 0.4


def test_it_is_asked_about_its_own_orders_only(channel: StandIn, ear: Ear) -> None:
    """The channel's number and ours must belong together."""
    order = paid(channel, ear)
    question = {"order": "payment-2", "channel_order": order["channel_order"]}
    assert channel.post("/orders/query", question).status_code == 404


def test_the_fiscal_counter_speaks_to_the_suites_own_adapter(channel: StandIn, ear: Ear) -> None:
    """Opened, paid, told, asked, refunded in part, stated: forms all the way, and money to the fen."""
    url = str(channel.http.base_url)
    settings = Settings(url, SECRET, "http://portal", fiscal_url=f"{url}/fiscal", fiscal_secret=SECRET)
    fiscal, number = Fiscal(settings), "payment-330000-7K2M9QX4TB3ZP8WN5RJD"
    order = {"order": number, "fen": 7001, "description": "考试费", "notify_url": ear.url(), "message": "key-1"}
    opened = fiscal.open_order(order)
    assert fiscal.open_order(order) == opened
    assert fiscal.open_order({**order, "fen": 7002}) == {"refused": "channel-refused"}
    question = {"order": number, "channel_order": opened["channel_order"], "message": "key-2"}
    assert fiscal.query_order(question) == {}
    channel.http.post(opened["pay_url"])
    until(lambda: ear.heard)
    _, headers, body = ear.heard[0]
    assert headers["X-Sender"] == "standin-fiscal"
    assert headers["X-Signature"] == digest(read_form(body), SECRET)
    payment = fiscal.notice(body.decode()).payment
    assert payment is not None
    assert (payment.fen, payment.channel_order) == (7001, opened["channel_order"])
    assert fiscal.query_order(question)["notice"] == payment.notice
    back = fiscal.refund_order({**question, "fen": 1, "why": "paid-twice", "message": "key-3"})
    assert back["refunded_fen"] == 1
    day = _in_china(payment.paid_at.isoformat())
    page = fiscal.statement_page(day, 1)
    assert [(line["kind"], line["fen"], line["order"]) for line in page["lines"]] == [
        ("payment", 7001, number),
        ("refund", 1, number),
    ]
    assert Aggregate(settings).statement_page(day, 1) == {"lines": [], "more": False}


def _in_china(moment: str) -> str:
    """The day in China of a moment."""
    return datetime.fromisoformat(moment).astimezone(BEIJING).date().isoformat()

"""The stand-in channel takes each payment once, tells it until it is heard, and never gives back too much."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from services.chassis.signatures import verified
from tests.local.standin_process import SECRET, Ear, StandIn, running, until


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Payments, as far as the channel can tell."""
    with Ear().listening() as ear:
        yield ear


@pytest.fixture(scope="module")
def channel() -> Iterator[StandIn]:
    """One channel for the module; each test uses order numbers of its own."""
    with running("channel") as channel:
        yield channel


def wanted(ear: Ear, order: str, **more: object) -> dict[str, object]:
    """A request to open an order over 20 yuan."""
    fee = {"order": order, "fen": 2000, "description": "证照工本费", "notify_url": ear.url()}
    return {**fee, **more}


def opened(channel: StandIn, ear: Ear, order: str, **more: object) -> dict[str, Any]:
    """Open the order under a key of its own."""
    answer: dict[str, Any] = channel.post("/orders", wanted(ear, order, **more), f"open-{order}").json()
    return answer


def paid(channel: StandIn, ear: Ear, order: str) -> dict[str, Any]:
    """Open and pay the order."""
    answer = opened(channel, ear, order)
    assert channel.http.post(answer["pay_url"]).status_code == 200
    return answer


def refund(channel: StandIn, answer: dict[str, Any], order: str, fen: int, key: str) -> Any:
    """Ask for money back."""
    content = {"order": order, "channel_order": answer["channel_order"], "fen": fen, "why": "case-withdrawn"}
    return channel.post("/refunds", content, key)


def reason(response: Any) -> tuple[int, str]:
    """Status and reason of a refusal."""
    return response.status_code, response.json()["reason"]


def test_a_payment_is_told_once_and_signed(channel: StandIn, ear: Ear) -> None:
    """Order, amount and time, under the channel's name, with a signature over the raw body."""
    answer = paid(channel, ear, "payment-1")
    until(lambda: channel.get(f"/orders/{answer['channel_order']}")["told"])
    [(path, headers, body)] = ear.heard
    notice = json.loads(body)
    assert path == "/callbacks/payments/payment-1/case-1/530000"
    assert headers["X-Sender"] == answer["channel"] == "standin-channel"
    assert verified(SECRET, body, headers["X-Signature"])
    assert (notice["order"], notice["channel_order"]) == ("payment-1", answer["channel_order"])
    assert (notice["fen"], notice["status"], notice["notice"]) == (2000, "paid", f"N{answer['channel_order']}")
    assert notice["paid_at"].endswith("Z")


def test_opening_twice_with_one_key_is_one_order(channel: StandIn, ear: Ear) -> None:
    """Even asked eight times at once, there is one order and one answer."""
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: opened(channel, ear, "payment-2"), range(8)))
    assert all(answer == answers[0] for answer in answers)
    orders = [order["order"] for order in channel.get("/statement")["orders"]]
    assert orders.count("payment-2") == 1


def test_a_key_belongs_to_one_request_and_an_order_to_one_key(channel: StandIn, ear: Ear) -> None:
    """Other content under a key is 422; the same order under another key is 409; no key is 400."""
    opened(channel, ear, "payment-3")
    assert reason(channel.post("/orders", wanted(ear, "payment-3", fen=1), "open-payment-3")) == (409, "key-reused")
    assert reason(channel.post("/orders", wanted(ear, "payment-3"), "another")) == (409, "order-exists")
    assert reason(channel.post("/orders", wanted(ear, "payment-4"))) == (400, "no-idempotency-key")


def test_paying_twice_takes_the_money_once(channel: StandIn, ear: Ear) -> None:
    """Eight clicks on the button: one payment, one moment, one notice."""
    answer = opened(channel, ear, "payment-5")
    with ThreadPoolExecutor(8) as threads:
        notices = list(threads.map(lambda _: channel.http.post(answer["pay_url"]).json(), range(8)))
    assert all(notice == notices[0] for notice in notices)
    until(lambda: channel.get(f"/orders/{answer['channel_order']}")["told"])
    assert len(ear.heard) == 1


def test_a_notice_is_repeated_until_it_is_heard(channel: StandIn, ear: Ear) -> None:
    """Refused four times, the same notice comes a fifth time and then no more."""
    ear.answers = [500, 404, 302, 503]
    answer = paid(channel, ear, "payment-6")
    until(lambda: channel.get(f"/orders/{answer['channel_order']}")["told"])
    assert len(ear.heard) == 5
    assert len({body for _, _, body in ear.heard}) == 1


def test_a_notice_waits_for_an_ear_that_is_away(channel: StandIn) -> None:
    """Nobody listens when the citizen pays; whoever listens later hears it."""
    ear = Ear()
    answer = paid(channel, ear, "payment-7")
    assert channel.get(f"/orders/{answer['channel_order']}")["told"] is None
    with ear.listening():
        until(lambda: channel.get(f"/orders/{answer['channel_order']}")["told"])
    assert len(ear.heard) == 1


def test_patience_ends_and_says_so() -> None:
    """A channel that may not wait long gives up; the statement shows that nobody heard."""
    with running("channel", PATIENCE_SECONDS=0.1) as channel:
        answer = paid(channel, Ear(), "payment-8")
        until(lambda: channel.get(f"/orders/{answer['channel_order']}")["told"] is False)


def test_an_expired_order_cannot_be_paid(channel: StandIn, ear: Ear) -> None:
    """After its life the order takes no money and says why, on the page too."""
    answer = opened(channel, ear, "payment-9", lifetime_seconds=0.05)
    time.sleep(0.1)
    assert reason(channel.http.post(answer["pay_url"])) == (409, "order-expired")
    assert channel.get(f"/orders/{answer['channel_order']}")["state"] == "expired"
    assert "订单已过期" in channel.http.get(answer["pay_url"]).text
    assert ear.heard == []


def test_the_pay_page_speaks_both_languages_and_escapes_what_it_shows(channel: StandIn, ear: Ear) -> None:
    """Amount, button and warning in Chinese and English; a description is text, not markup."""
    answer = opened(channel, ear, "payment-10", fen=123_45, description="<script>alert(1)</script> $state")
    page = channel.http.get(answer["pay_url"])
    assert page.headers["Content-Type"].startswith("text/html")
    for text in ("模拟支付渠道", "Stand-in payment channel", "¥ 123.45", "支付", "Pay"):
        assert text in page.text
    assert "<script>" not in page.text
    after = channel.http.post(answer["pay_url"], headers={"Accept": "text/html"})
    assert "已支付" in after.text
    assert "<form" not in after.text


def test_a_refund_is_made_once_per_key(channel: StandIn, ear: Ear) -> None:
    """The same request again gets the same refund; other content under its key is refused."""
    answer = paid(channel, ear, "payment-11")
    first = refund(channel, answer, "payment-11", 500, "refund-11")
    again = refund(channel, answer, "payment-11", 500, "refund-11")
    assert first.json() == again.json()
    assert (first.json()["refunded_fen"], first.json()["order"]) == (500, "payment-11")
    assert reason(refund(channel, answer, "payment-11", 501, "refund-11")) == (409, "key-reused")
    assert channel.get(f"/orders/{answer['channel_order']}")["refunded_fen"] == 500


def test_refunds_never_exceed_what_was_paid(channel: StandIn, ear: Ear) -> None:
    """Parts may go back until nothing is left; unpaid and foreign orders give nothing."""
    answer = paid(channel, ear, "payment-12")
    assert refund(channel, answer, "payment-12", 1500, "refund-12a").status_code == 200
    assert reason(refund(channel, answer, "payment-12", 501, "refund-12b")) == (422, "more-than-paid")
    assert refund(channel, answer, "payment-12", 500, "refund-12b").status_code == 200
    assert reason(refund(channel, answer, "payment-12", 1, "refund-12c")) == (422, "more-than-paid")
    unpaid = opened(channel, ear, "payment-13")
    assert reason(refund(channel, unpaid, "payment-13", 1, "refund-13")) == (409, "order-unpaid")
    assert reason(refund(channel, answer, "payment-13", 1, "refund-13")) == (404, "order-unknown")


@pytest.mark.parametrize("fen", [0, -1, 1.5, "2000", True, None, 10**15])
def test_money_is_a_whole_number_of_fen(channel: StandIn, ear: Ear, fen: object) -> None:
    """Anything else opens no order."""
    assert reason(channel.post("/orders", wanted(ear, "payment-14", fen=fen), "open-14")) == (400, "malformed")


@pytest.mark.parametrize("change", [{"notify_url": "javascript:"}, {"order": None}, {"lifetime_seconds": 0}])
def test_a_malformed_order_opens_nothing(channel: StandIn, ear: Ear, change: dict[str, object]) -> None:
    """400 with a reason, and the statement is what it was."""
    before = len(channel.get("/statement")["orders"])
    assert reason(channel.post("/orders", {**wanted(ear, "payment-14"), **change}, "open-14")) == (400, "malformed")
    assert len(channel.get("/statement")["orders"]) == before


def test_the_statement_balances_with_what_was_paid_and_refunded(ear: Ear) -> None:
    """One paid, one half refunded, one open: the day's sums say so, and another day is empty."""
    with running("channel") as channel:
        first = paid(channel, ear, "payment-a")
        paid(channel, ear, "payment-b")
        opened(channel, ear, "payment-c")
        refund(channel, first, "payment-a", 1000, "refund-a")
        statement = channel.get("/statement")
        assert {order["order"]: (order["state"], order["refunded_fen"]) for order in statement["orders"]} == {
            "payment-a": ("paid", 1000),
            "payment-b": ("paid", 0),
            "payment-c": ("open", 0),
        }
        assert [one["why"] for one in statement["refunds"]] == ["case-withdrawn"]
        assert (statement["paid_fen"], statement["refunded_fen"]) == (4000, 1000)
        other = channel.get("/statement?day=2001-01-01")
        assert (other["orders"], other["refunds"], other["paid_fen"]) == ([], [], 0)
        assert reason(channel.http.get("/statement?day=yesterday")) == (400, "malformed")


def test_a_killed_channel_forgets_nothing(tmp_path: Path) -> None:
    """After a kill the restart has every order and refund, answers the same, and tells what was not heard."""
    ear = Ear()
    with running("channel", JOURNAL=tmp_path / "channel.jsonl") as channel:
        answer = paid(channel, ear, "payment-15")
        refunded = refund(channel, answer, "payment-15", 700, "refund-15").json()
        before = channel.get("/statement")
        channel.kill()
        with ear.listening():
            channel.start()
            until(lambda: ear.heard)
            until(lambda: channel.get(f"/orders/{answer['channel_order']}")["told"])
        before["orders"][0]["told"] = True
        assert channel.get("/statement") == before
        assert opened(channel, ear, "payment-15") == answer
        assert refund(channel, answer, "payment-15", 700, "refund-15").json() == refunded
    assert len(ear.heard) == 1

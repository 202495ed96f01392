"""The channel's adapter, against a real HTTP server: what it asks, and what it makes of every answer."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from services.chassis.contracts import Contracts
from services.chassis.settings import read
from services.chassis.testing.party import Party, listening
from services.chassis.vocabulary import OutsideUnavailable
from services.payments.effects import adapters
from services.payments.process import next_commands
from services.payments.settings import Settings
from services.payments.states import Expired, Opening, Refund
from tests.payments.money import BILL, FEN, LATE, NOTIFY_URL, ORDER, PAY_URL, PAYMENT

CONTRACTS = Contracts.load()
OPEN, BACK = "payments.open-order.v1", "payments.refund-order.v1"
(ORDER_OWED,) = next_commands(Opening(BILL))
(REFUND_OWED,) = next_commands(Expired(BILL, (Refund(LATE, "payment-expired"),)))
INTENTS = {owed.type: {**owed.data, "message": f"key-of-{owed.type}"} for owed in (ORDER_OWED, REFUND_OWED)}

OPENED = {"channel_order": ORDER, "pay_url": PAY_URL, "expires_at": "2026-11-23T06:00:00Z"}
RETURNED = {"channel_refund": "R-1", "refunded_fen": FEN, "refunded_at": "2026-11-23T06:05:00Z"}
ANSWERS: dict[str, dict[str, Any]] = {OPEN: OPENED, BACK: RETURNED}


@pytest.fixture
def channel() -> Iterator[Party]:
    """A payment channel that does what the test says."""
    with listening() as party:
        yield party


def ask(channel: Party, effect: str) -> Mapping[str, Any]:
    """Carry out the effect; the answer keeps to its contract."""
    settings = Settings(channel.url + "/", "a-secret-of-the-channel", "https://portal.example", channel_timeout=0.3)
    answer = adapters(settings)[effect](INTENTS[effect])
    CONTRACTS.check_strict(answer.type, answer.data)
    assert answer.type == {OPEN: "payments.record-order.v1", BACK: "payments.record-refund.v1"}[effect]
    return answer.data


def test_an_order_is_asked_for_under_the_intents_key(channel: Party) -> None:
    """The channel hears what for, how much, where to call and how long it can be paid; nothing of the payer."""
    channel.says(OPENED)
    assert ask(channel, OPEN) == {
        "channel": "standin-channel",
        "channel_order": ORDER,
        "pay_url": PAY_URL,
        "expires_at": "2026-11-23T06:00:00.000Z",
    }
    question = {
        "order": PAYMENT,
        "fen": FEN,
        "description": "证件工本费、考试费 / Cost of the card, Examination",
        "notify_url": NOTIFY_URL,
        "lifetime_seconds": 1800.0,
    }
    assert channel.asked() == [("/orders", question, "key-of-payments.open-order.v1")]


def test_a_refund_says_which_money_and_why(channel: Party) -> None:
    """The answer names the payment it speaks of, so that two refunds cannot be confused."""
    channel.says(RETURNED)
    assert ask(channel, BACK) == {
        "notice": "N-3",
        "channel_refund": "R-1",
        "refunded_fen": FEN,
        "refunded_at": "2026-11-23T06:05:00.000Z",
    }
    question = {"order": PAYMENT, "channel_order": ORDER, "fen": FEN, "why": "payment-expired"}
    assert channel.asked() == [("/refunds", question, "key-of-payments.refund-order.v1")]


@pytest.mark.parametrize("state", ["open", "expired"])
def test_an_order_that_is_not_paid_is_answered_as_not_paid(channel: Party, state: str) -> None:
    """With the moment at which the channel was asked: what is paid later does not contradict it."""
    channel.says({"state": state})
    answer = asked_about(channel)
    assert (answer["channel"], answer["number"], "payment" in answer) == ("standin-channel", 2, False)


def test_an_order_that_is_paid_is_answered_with_its_payment(channel: Party) -> None:
    """The same that the channel's call would have said."""
    paid_at = "2026-11-23T04:05:00Z"
    channel.says({"state": "paid", "notice": "N-1", "channel_order": ORDER, "fen": FEN, "paid_at": paid_at})
    payment = asked_about(channel)["payment"]
    assert payment == {
        "channel": "standin-channel",
        "notice": "N-1",
        "channel_order": ORDER,
        "fen": FEN,
        "paid_at": "2026-11-23T04:05:00.000Z",
    }
    assert channel.asked() == [("/orders/query", {"order": PAYMENT, "channel_order": ORDER}, "key")]


def asked_about(channel: Party) -> Mapping[str, Any]:
    """The answer to the second inquiry."""
    settings = Settings(channel.url, "a-secret-of-the-channel", "https://portal.example", channel_timeout=0.3)
    question = {"order": PAYMENT, "channel": "standin-channel", "channel_order": ORDER, "number": 2, "message": "key"}
    answer = adapters(settings)["payments.query-order.v1"](question)
    CONTRACTS.check_strict(answer.type, answer.data)
    return answer.data


@pytest.mark.parametrize("status", [400, 409, 410, 422])
def test_what_the_channel_will_not_do_is_a_refusal(channel: Party, status: int) -> None:
    """Asking the same again would not help; the reason is one that citizens can look up."""
    channel.says({"reason": "no"}, status)
    assert ask(channel, OPEN) == {"refused": "channel-refused"}
    assert ask(channel, BACK) == {"notice": "N-3", "refused": "refund-refused"}
    assert {"channel-refused", "refund-refused"} <= set(CONTRACTS.reasons())


@pytest.mark.parametrize("effect", [OPEN, BACK])
def test_a_channel_in_trouble_is_asked_again_later(channel: Party, effect: str) -> None:
    """No citizen is refused for it."""
    channel.says(ANSWERS[effect], 503)
    with pytest.raises(OutsideUnavailable, match="the channel answers 503"):
        ask(channel, effect)


@pytest.mark.parametrize(
    ("effect", "wrong"),
    [
        (OPEN, {"channel_order": ""}),
        (OPEN, {"channel_order": "9" * 65}),
        (OPEN, {"channel_order": 277}),
        (OPEN, {"channel_order": "277\u202e"}),
        (OPEN, {"pay_url": None}),
        (OPEN, {"expires_at": "2026-11-23T06:00:00"}),
        (OPEN, {"expires_at": "tomorrow"}),
        (OPEN, {"expires_at": "0001-01-01T00:00:00+08:00"}),
        (BACK, {"refunded_fen": 70.0}),
        (BACK, {"refunded_fen": True}),
        (BACK, {"refunded_fen": "7000"}),
        (BACK, {"refunded_fen": 0}),
        (BACK, {"refunded_fen": 2**53}),
        (BACK, {"refunded_at": 1795413900}),
    ],
)
def test_an_answer_of_the_wrong_kind_is_no_answer(channel: Party, effect: str, wrong: dict[str, Any]) -> None:
    """Money is whole fen, times have a zone, references are short visible texts."""
    channel.says({**ANSWERS[effect], **wrong})
    with pytest.raises(OutsideUnavailable, match=next(iter(wrong))):
        ask(channel, effect)


def test_a_channel_that_does_not_answer_in_time_is_asked_again_later(channel: Party) -> None:
    """The wait is bounded by the setting."""
    channel.says(OPENED)
    channel.delay = 1.0
    began = time.monotonic()
    with pytest.raises(OutsideUnavailable):
        ask(channel, OPEN)
    assert time.monotonic() - began < 0.9


def test_the_settings_are_read_from_the_environment_and_keep_their_secret() -> None:
    """A log line that shows the settings does not show what signs the callbacks."""
    told = {"CHANNEL_URL": "http://channel", "CALLBACK_SECRET": "open-sesame", "NOTIFY_URL": "http://portal"}
    settings = read(Settings, {f"PAYMENTS_{name}": text for name, text in told.items()}, "payments")
    assert settings == Settings("http://channel", "open-sesame", "http://portal")
    assert "open-sesame" not in repr(settings)

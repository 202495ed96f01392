"""What a callback really says: only what the channel signed, for this payment, in the agreed form, is believed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
import urllib3

from services.chassis import codec
from services.chassis.signatures import sign
from services.chassis.testing.party import listening
from services.chassis.testing.scenario import Outcome
from services.payments.effects import adapters, facts
from services.payments.messages import CollectFee, Command, Payment, RecordCallback, RecordOrder, RecordRefund
from services.payments.service import DEFINITION
from services.payments.settings import Settings
from tests.local.standin_process import running
from tests.payments.books import Books
from tests.payments.money import (
    CANCEL,
    CASE,
    COLLECT,
    FEN,
    NOTHING,
    NOTIFY_URL,
    ORDER,
    PAYMENT,
    PROVINCE,
)

T = TypeVar("T")

SECRET = "the-secret-of-the-tests-channel"
SENDER = "standin-channel"
SETTINGS = Settings("http://channel", SECRET, "https://portal.example/")
SAID = {
    "order": PAYMENT,
    "channel_order": ORDER,
    "fen": FEN,
    "paid_at": "2026-11-23T12:05:00+08:00",
    "status": "paid",
    "notice": "N-1",
}
GENUINE = Payment("N-1", SENDER, ORDER, FEN, datetime(2026, 11, 23, 4, 5, tzinfo=UTC))


def called(body: Any, **other: str) -> RecordCallback:
    """A call with a genuine signature, as the portal passes it on, unless told otherwise."""
    text = body if isinstance(body, str) else json.dumps(body)
    call = RecordCallback(PAYMENT, CASE, PROVINCE, SENDER, text, sign(SECRET, text))
    return replace(call, **other)  # type: ignore[arg-type]


def completed(command: Command, settings: Settings = SETTINGS) -> Any:
    """The command as the decider sees it."""
    (one,) = facts(settings, Books())[type(command)]([command])
    return one


def test_a_genuine_call_is_believed() -> None:
    """Times become UTC; the channel's name is the one whose secret signed."""
    done = completed(called(SAID))
    assert (done.payment, done.fault) == (GENUINE, None)
    assert done.receipt == "53010126" + f"{326 * 27_000_000:010}"


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (called(SAID, signature="00"), "signature-invalid"),
        (called(SAID, signature=""), "signature-invalid"),
        (called(SAID, signature="é"), "signature-invalid"),
        (called(SAID, signature=sign("another-secret-altogether", json.dumps(SAID))), "signature-invalid"),
        (replace(called(SAID), body=json.dumps({**SAID, "fen": 1})), "signature-invalid"),
        (called(SAID, channel="somebody-else"), "sender-unknown"),
        (called({**SAID, "order": PAYMENT[:-1] + "X"}), "order-unknown"),
        (called(SAID, subject=PAYMENT[:-1] + "X"), "order-unknown"),
        (called(SAID, case=CASE[:-1] + "X"), "order-unknown"),
        (called(SAID, province="110000"), "order-unknown"),
        (called({**SAID, "order": ""}), "callback-malformed"),
        (called({**SAID, "status": "closed"}), "callback-malformed"),
    ],
)
def test_a_call_that_is_not_for_this_payment_is_not_believed(call: RecordCallback, fault: str) -> None:
    """Forged, altered, sent under another name, or genuine but meant for another payment."""
    done = completed(call)
    assert (done.payment, done.fault, done.receipt) == (None, fault, "")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "paid",
        "[]",
        "null",
        "[" * 5000,
        '{"fen": 1e400}',
        json.dumps({name: value for name, value in SAID.items() if name != "notice"}),
        *[
            json.dumps({**SAID, **wrong})
            for wrong in (
                {"fen": 70.0},
                {"fen": "7000"},
                {"fen": True},
                {"fen": -7000},
                {"fen": 2**53},
                {"notice": ""},
                {"notice": "N" * 65},
                {"notice": "N\u0000"},
                {"notice": "\ud800"},
                {"channel_order": "\u202e277"},
                {"paid_at": "2026-11-23T12:05:00"},
                {"paid_at": "yesterday"},
                {"paid_at": None},
            )
        ],
    ],
)
def test_a_genuine_call_in_another_form_is_not_guessed_at(body: str) -> None:
    """Signed garbage is garbage: on record, and no harm done to the batch it came in."""
    done = completed(called(body))
    assert (done.payment, done.fault) == (None, "callback-malformed")


def test_nobody_can_put_words_into_the_channels_mouth() -> None:
    """What a sender fills in itself is overwritten, whatever the outcome."""
    forged = replace(called(SAID, signature="00"), payment=replace(GENUINE, fen=1))
    assert completed(forged).payment is None
    assert completed(replace(called(SAID), fault="signature-invalid")).fault is None


def test_a_collection_learns_where_the_channel_shall_call() -> None:
    """At the portal, under the payment's own number; a sender cannot have it sent elsewhere."""
    assert completed(replace(COLLECT, notify_url="https://thief.example")).notify_url == NOTIFY_URL


def test_a_call_does_not_show_its_body_or_signature() -> None:
    """Neither is for the log."""
    call = called(SAID)
    assert call.signature not in repr(call)
    assert "channel_order" not in repr(call)


@pytest.fixture(scope="module")
def channel() -> Iterator[str]:
    """The stand-in channel, running."""
    with running("channel", CALLBACK_SECRET=SECRET) as channel:
        yield str(channel.http.base_url)


def test_a_fee_goes_to_the_stand_in_channel_and_back(channel: str) -> None:
    """Ordered, paid, told, settled; cancelled, returned: every message is a real one."""
    with listening() as portal:
        settings = Settings(channel, SECRET, portal.url)
        collect = completed(COLLECT, settings)
        order = _perform(settings, NOTHING.when(collect), RecordOrder)
        urllib3.request("POST", order.pay_url, retries=False, timeout=5.0)
        (call,) = portal.hears(1)
        assert call.path == collect.notify_url.removeprefix(portal.url)
        headers = {"channel": call.headers["x-sender"], "signature": call.headers["x-signature"]}
        notice = completed(called(call.body, **headers), settings)
        outcome = NOTHING.when(collect, order, notice).then_publishes("payments.fee-settled.v1")
        assert (outcome.events[0].payment.fen, outcome.events[0].payment.channel_order) == (FEN, order.channel_order)
        refund = _perform(settings, NOTHING.when(collect, order, notice, CANCEL), RecordRefund)
        NOTHING.when(collect, order, notice, CANCEL, refund).then_publishes("payments.fee-refunded.v1")


def _perform(settings: Settings, outcome: Outcome, into: type[T]) -> T:
    """Carry out what is owed, and read the answer as the chassis would."""
    (owed,) = DEFINITION.next_commands(outcome.state)
    answer = adapters(settings)[owed.type]({**owed.data, "message": f"key of {owed.purpose}"})
    return codec.convert({"subject": PAYMENT, **answer.data}, into)


def test_collecting_is_completed_in_one_call_a_batch() -> None:
    """The same commands come back, in the same order."""
    other = replace(COLLECT, subject=PAYMENT[:-1] + "X")
    done = facts(SETTINGS, Books())[CollectFee]([COLLECT, other])
    assert [one.subject for one in done] == [COLLECT.subject, other.subject]

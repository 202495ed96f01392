"""Calls from outside: passed on unread, once, and only to the stream they name."""

from collections.abc import Callable

import pytest
from httpx import Client

from tests.portal.conftest import Inbox
from tests.portal.stories import CASE, NUMBER, PAYMENT
from tests.portal.test_cases import problem

Open = Callable[[str], Inbox]

PAYMENTS = f"/callbacks/payments/{PAYMENT}/{CASE}/530000"
PARCEL = f"parcel-{NUMBER}-1"
LOGISTICS = f"/callbacks/logistics/{PARCEL}/{CASE}/530000"
BODY = '{"order": "ORDER-1",  "status":"paid", "note":"中文"}'.encode()


def signed(signature: str = "ab" * 32, sender: str = "standin-pay") -> dict[str, str]:
    """The headers of a notice."""
    return {"X-Signature": signature, "X-Sender": sender}


def test_a_notice_is_passed_on_byte_for_byte(client: Client, inbox: Open) -> None:
    """Body and signature reach the capability as they came; the answer comes when the broker has them."""
    payments, logistics = inbox("payments"), inbox("logistics")

    answers = [client.post(address, content=BODY, headers=signed()) for address in (PAYMENTS, LOGISTICS)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b""), (204, b"")]
    paid, moved = payments.received()[0], logistics.received()[0]
    assert (paid.subject, paid.case, paid.province) == (PAYMENT, CASE, "530000")
    assert (moved.subject, moved.case, moved.province) == (PARCEL, CASE, "530000")
    assert paid.data == {"channel": "standin-pay", "body": BODY.decode(), "signature": "ab" * 32}
    assert moved.data == {"carrier": "standin-pay", "body": BODY.decode(), "signature": "ab" * 32}


def test_a_notice_sent_twice_is_one_message(client: Client, inbox: Open) -> None:
    """Doubles vanish where they arrive; a notice whose signature was mended is not a double."""
    payments = inbox("payments")

    for headers in (signed(), signed(), signed("cd" * 32)):
        client.post(PAYMENTS, content=BODY, headers=headers)

    once, again, mended = payments.received(3)
    assert once.id == again.id
    assert mended.id != once.id


@pytest.mark.parametrize(
    "address",
    [
        f"/callbacks/payments/{PAYMENT}/{CASE}/430000",
        f"/callbacks/payments/{PAYMENT[:-1]}X/{CASE}/530000",
        f"/callbacks/payments/{PAYMENT}/{CASE[:-1]}/530000",
        f"/callbacks/logistics/{PARCEL[:-2]}/{CASE}/530000",
        f"/callbacks/logistics/{PARCEL[:-1]}0/{CASE}/530000",
    ],
)
def test_an_address_that_does_not_fit_together_is_not_found(client: Client, address: str) -> None:
    """Stream, case and province name the same case, or nobody is told."""
    assert problem(client.post(address, content=BODY, headers=signed())) == (404, "not-found")


def test_what_is_no_notice_is_refused(client: Client) -> None:
    """Without a signature, too large, or not text: the caller learns which."""
    assert problem(client.post(PAYMENTS, content=BODY, headers={"X-Sender": "standin-pay"})) == (422, "invalid")
    assert problem(client.post(PAYMENTS, content=b"x" * 16_385, headers=signed())) == (413, "too-large")
    assert problem(client.post(PAYMENTS, content=b"\xff\xfe", headers=signed())) == (400, "unreadable")

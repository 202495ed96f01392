"""An entry that stands twice is refused: nobody can say which of the two is meant."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from tests.portal.conftest import Inbox

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("other", ["000000000000", None])
def test_an_application_with_an_entry_twice_is_refused(
    client: Client, inbox: Callable[[str], Inbox], application: dict[str, Any], other: str | None
) -> None:
    """Whichever stands first, and also when both say the same; the answer names entry, rule and remedy."""
    cases, item = inbox("cases"), other or application["item"]
    body = f'{{"item": "{item}", {json.dumps(application)[1:]}'.encode()

    answer = client.post("/cases", content=body, headers=JSON)

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"], error["remedy"]["en"]) == ("item", "repeated", "Send it once.")
    cases.nothing_more()
    assert client.post("/cases", json=application).status_code == 202


def test_so_is_a_decision(client: Client, token: Callable[..., dict[str, str]]) -> None:
    """An officer's decision says one thing."""
    body = b'{"decision": "approve", "opinion": "ok", "decision": "refuse"}'
    address = "/officer/cases/case-530000-7K2M9QX4TB3ZP8WN5RJD/decision"

    answer = client.post(address, content=body, headers={**JSON, **token()})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "decision")


def test_a_refusal_from_the_list_of_reasons_bears_its_code(client: Client, application: dict[str, Any]) -> None:
    """The stable code by which a help desk finds it."""
    application["applicant"]["number"] = "110105194912310021"

    answer = client.post("/cases", json=application)

    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"], error["code"]) == ("applicant.number", "identifier-invalid", "IDEN-0001")


@pytest.mark.parametrize("sign", ["\x00", "\u202e"])
def test_a_notice_with_invisible_characters_is_not_passed_on(
    client: Client, inbox: Callable[[str], Inbox], sign: str
) -> None:
    """On the bus it could only be parked, and anybody could fill the queue with it."""
    payments = inbox("payments")
    address = "/callbacks/payments/payment-530000-7K2M9QX4TB3ZP8WN5RJD/case-530000-7K2M9QX4TB3ZP8WN5RJD/530000"

    answer = client.post(address, content=f'{{"a": "{sign}"}}', headers={"X-Signature": "00", "X-Sender": "somebody"})

    assert answer.status_code == 400
    payments.nothing_more()

"""Citizens' accounts at the counter: a clerk has seen the card, a code is handed out, nobody's name is enough."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from services.chassis.sealed import account_of, pseudonym, unseal
from tests.portal.conftest import LOGIN_KEY, Inbox, Keys
from tests.portal.test_cases import problem

Open = Callable[[str], Inbox]
Token = Callable[..., dict[str, str]]

CARD = {"login": "13800138000", "number": "11010519491231002x", "seen": "identity-card"}
CLOSING = {"login": "13800138000", "number": "11010519491231002X", "ground": "password-lost"}


def test_a_clerk_opens_an_account_for_whom_the_card_shows(
    client: Client, token: Token, inbox: Open, keys: Keys, environ: dict[str, str]
) -> None:
    """Tied to the person of the card, at level 3; what travels holds neither number nor login nor the code."""
    identity = inbox("identity")

    answer = client.post("/officer/accounts", json=CARD, headers=token("clerk"))
    sent, given = identity.received()[0], answer.json()

    assert answer.status_code == 202
    assert sent.subject == given["account"] == account_of(LOGIN_KEY, "13800138000")
    person = pseudonym(environ["PORTAL_PSEUDONYM_KEY"].encode(), "11010519491231002X")
    assert (sent.data["kind"], sent.data["person"], sent.data["level"]) == ("citizen", person, 3)
    assert sent.actor == "staff-17"
    assert given["activate_at"].endswith("/activate")
    assert set(unseal(keys.identity, sent.data["credential_sealed"])) == {"activation_sha256", "activation_until"}
    assert given["activation_code"] not in str(sent)


def test_asked_for_again_under_one_key_the_code_is_the_same(client: Client, token: Token, inbox: Open) -> None:
    """So a clerk whose line broke hands out a code that works."""
    identity, headers = inbox("identity"), {**token("clerk"), "Idempotency-Key": "counter-7-0001"}

    codes = {client.post("/officer/accounts", json=CARD, headers=headers).json()["activation_code"] for _ in range(2)}
    once, again = identity.received(2)

    assert len(codes) == 1
    assert once.id == again.id


def test_an_account_is_closed_for_whom_the_card_shows(client: Client, token: Token, inbox: Open) -> None:
    """The person travels with it: identity closes nobody else's."""
    identity = inbox("identity")

    assert client.post("/officer/accounts/closing", json=CLOSING, headers=token("clerk")).status_code == 202
    sent = identity.received()[0]

    assert (sent.type, sent.data["ground"]) == ("identity.close-account.v1", "password-lost")
    assert sent.data["person"].startswith("person-")


@pytest.mark.parametrize("body", [{**CARD, "seen": "nothing"}, {**CARD, "number": "110105194912310021"}, {}])
def test_without_a_card_there_is_no_account(client: Client, token: Token, body: dict[str, Any]) -> None:
    """And a number must be one."""
    assert problem(client.post("/officer/accounts", json=body, headers=token("clerk"))) == (422, "invalid")


def test_only_a_clerk_opens_accounts(client: Client, token: Token, citizen: Token) -> None:
    """Neither an officer, nor the citizen alone."""
    for headers in (token("officer"), citizen()):
        assert problem(client.post("/officer/accounts", json=CARD, headers=headers)) == (403, "role-missing")
    assert problem(client.post("/officer/accounts", json=CARD)) == (401, "sign-in-needed")

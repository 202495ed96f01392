"""A citizen sets the password of an account that a counter opened: with the code, once, while it is good."""

import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import clock
from services.chassis.sealed import account_of, seal
from services.chassis.testing.disorder import disordered
from services.chassis.testing.scenario import Scenario
from services.chassis.vocabulary import NotYet
from services.identity.account_messages import (
    AccountActivated,
    AccountClosed,
    ActivateAccount,
    CloseAccount,
    OpenAccount,
    OpenedAccount,
)
from services.identity.accounts import digest_of
from services.identity.service import DEFINITION
from tests.identity.account_samples import ACCOUNT, SEALED
from tests.identity.conftest import LOGIN_KEY, Heard, Identity, hidden, sign_in
from tests.identity.visiting import Visit, shown

PERSON = "person-0123456789abcdef01234567"
CODE = "MFRGGZDFMZTWQ2LKNNWG23TP"
LOGIN = "13800138000"
CHOSEN = "a password of my own"
OPENING = OpenAccount(ACCOUNT, "citizen", SEALED, person=PERSON, level=3, actor="account-clerk")
FIRST, SECOND = (ActivateAccount(ACCOUNT, f"{word}.b.c.d.e", digest_of(SEALED)) for word in ("first", "second"))


def test_of_two_passwords_set_with_one_code_the_first_stands() -> None:
    """The code is gone with the credential it stood in."""
    Scenario(DEFINITION).when(OPENING, FIRST).then(AccountActivated("first.b.c.d.e"))
    Scenario(DEFINITION).when(OPENING, FIRST, SECOND).then()
    with pytest.raises(NotYet):
        DEFINITION.decide(FIRST, DEFINITION.initial)


def test_an_account_is_closed_only_for_its_own_person() -> None:
    """A clerk who has seen one person's card closes no other's account."""
    theirs, others = (CloseAccount(ACCOUNT, "password-lost", person) for person in (PERSON, "person-other"))
    Scenario(DEFINITION).when(OPENING, others).then()
    Scenario(DEFINITION).when(OPENING, theirs).then(AccountClosed("password-lost"))


@given(st.data())
def test_in_any_order_one_password_stands(data: st.DataObject) -> None:
    """Whatever arrives twice or early: the account is open, and has one of the passwords that were set."""
    ending = disordered(data, DEFINITION, [OPENING, FIRST, SECOND], lambda _: [])

    assert isinstance(ending.state, OpenedAccount)
    assert ending.state.credential_sealed in {FIRST.credential_sealed, SECOND.credential_sealed}
    assert ending.state.level == 3


def opened(identity: Identity, days: int = 7) -> str:
    """An account as the counter opens it."""
    digest, until = hashlib.sha256(CODE.encode()).hexdigest(), clock.stamp(clock.now() + timedelta(days=days))
    sealed = seal(identity.public, {"activation_sha256": digest, "activation_until": until})
    account = account_of(LOGIN_KEY, LOGIN)
    identity.decide(OpenAccount(account, "citizen", sealed, person=PERSON, level=3))
    return account


def activate(browser: httpx.Client, issuer: str, code: str = CODE, password: str = CHOSEN) -> httpx.Response:
    """Open the page, fill in the form and send it."""
    page = browser.get(f"{issuer}/activate")
    entered = {"token": hidden(page.text), "login": LOGIN, "code": code, "password": password}
    return browser.post(f"{issuer}/activate", data=entered)


def test_a_citizen_sets_a_password_and_signs_in_with_it(
    issuer: str, identity: Identity, heard: Heard, browser: httpx.Client
) -> None:
    """Before that nobody can; after that the token says which person it is, and how surely."""
    account, visit = opened(identity), Visit(issuer, browser)
    shown(sign_in(browser, visit.address(), LOGIN, CODE), 403, "credentials-wrong")

    assert "密码已设置" in activate(browser, issuer, f" {CODE.lower()} ").text
    (said,) = heard.told("activate-account")
    identity.decide(ActivateAccount(account, **said.data))

    back = sign_in(browser, visit.address(), LOGIN, CHOSEN)
    token = visit.token(code=parse_qs(urlsplit(back.headers["location"]).query)["code"][0]).json()
    claims = httpx.get(
        f"{issuer}/userinfo", headers={"Authorization": f"Bearer {token['access_token']}"}, trust_env=False
    ).json()
    assert (claims["kind"], claims["person"], claims["level"]) == ("citizen", PERSON, 3)
    shown(activate(browser, issuer), 403, "activation-code-wrong")


def test_what_is_wrong_is_said_and_counted(issuer: str, identity: Identity, browser: httpx.Client) -> None:
    """A short password, a wrong code; after five of them the account is locked for a while, right code or not."""
    opened(identity)
    shown(activate(browser, issuer, password="short"), 403, "password-unfit")
    for _ in range(5):
        shown(activate(browser, issuer, "A" * 24), 403, "activation-code-wrong")
    shown(activate(browser, issuer), 403, "account-locked")


def test_a_code_is_good_for_some_days(issuer: str, identity: Identity, browser: httpx.Client) -> None:
    """Then the account is opened anew."""
    opened(identity, days=-1)
    shown(activate(browser, issuer), 403, "activation-code-wrong")

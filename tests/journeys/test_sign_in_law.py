"""单点登录 (sign-in), as the standards tell it: OpenID Connect for every client, and a logout that all obey.

The client is requests-oauthlib; it is told where the sign-in is, and nothing else of us.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from deploy.local.job.signing_in import Staff
from deploy.local.probe import wait_until
from deploy.local.staff import PORTAL_CLIENT, RETURN_TO
from deploy.local.suite import SIGN_IN, url
from tests.identity.client import INSECURE, Client
from tests.identity.conftest import sign_in
from tests.identity.visiting import shown, why
from tests.journeys.citizens import People
from tests.journeys.ear import Ear
from tests.journeys.town import Town
from tests.journeys.window import ACCEPTED, TEACHER, TOBACCO, YES, No, Window, paper

ARCHIVE = "archive"
"""A client beside the portal."""


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one machine there is no TLS."""
    monkeypatch.setenv(*INSECURE)


@pytest.fixture(scope="module")
def issuer(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The town's sign-in, at which a second client is registered."""
    clients = [
        {"client_id": name, "name": {"zh": "测试", "en": name}, "redirect_uris": [RETURN_TO]}
        for name in (PORTAL_CLIENT, ARCHIVE)
    ]
    file = tmp_path_factory.mktemp("clients") / "clients.json"
    file.write_text(json.dumps(clients, ensure_ascii=False), encoding="utf-8")
    with town.retold(SIGN_IN, IDENTITY_CLIENTS=str(file)):
        yield url(town.machine, SIGN_IN)


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    """A browser: it keeps cookies, and is told where to go next by hand."""
    with httpx.Client(trust_env=False, timeout=20, follow_redirects=False) as browser:
        yield browser


def client(issuer: str, name: str = PORTAL_CLIENT) -> Client:
    """A client that reads the rest where every client does."""
    return Client(issuer, name, RETURN_TO)


def signed_in(town: Town, browser: httpx.Client, asking: Client, login: str = "530000-officer") -> dict[str, Any]:
    """The tokens of somebody who enters login and password at the page to which the client sends them."""
    back = sign_in(browser, asking.begin(), login, town.machine.secrets.text("staff-password"))
    assert back.status_code == 302, back.text
    return asking.fetch(back)


def bearer(token: dict[str, Any]) -> dict[str, str]:
    """What a request carries."""
    return {"Authorization": f"Bearer {token['access_token']}"}


def is_refused(window: Window, token: dict[str, Any]) -> bool:
    """Whether the portal takes it no more."""
    try:
        window.get("/officer/cases", bearer(token))
    except No as refused:
        return (refused.status, refused.kind) == (401, "sign-in-needed")
    return False


def test_staff_sign_in_by_code_with_pkce_refresh_and_revoke(
    town: Town, window: Window, ear: Ear, issuer: str, browser: httpx.Client
) -> None:
    """The portal takes what the sign-in gave, also refreshed; once revoked, all take it no more."""
    portal = client(issuer)
    token = signed_in(town, browser, portal)
    assert not is_refused(window, token)
    renewed = portal.refresh(token)
    assert renewed["refresh_token"] != token["refresh_token"]
    assert not is_refused(window, renewed)

    assert portal.revoke(renewed) == 200
    account = window.account("530000-officer")
    assert wait_until(lambda: bool(ear.heard(account, "identity.session-ended")), 30)
    assert wait_until(lambda: is_refused(window, renewed), 30)


def test_without_pkce_nobody_gets_a_code(issuer: str, browser: httpx.Client) -> None:
    """The answer says what is missing, to the client's developers."""
    asked = {"response_type": "code", "client_id": PORTAL_CLIENT, "redirect_uri": RETURN_TO, "scope": "openid"}
    back = browser.get(f"{issuer}/authorize", params={**asked, "state": "s"})
    assert back.status_code == 302
    said = parse_qs(urlsplit(back.headers["location"]).query)
    assert (said["error"], said["state"]) == (["invalid_request"], ["s"])
    assert "PKCE" in said["error_description"][0]


def test_a_refresh_token_used_twice_ends_its_session(
    town: Town, window: Window, issuer: str, browser: httpx.Client
) -> None:
    """Somebody has stolen it; nobody knows who of the two, so both are out."""
    portal = client(issuer)
    token = signed_in(town, browser, portal, "530000-supervisor")
    renewed = portal.refresh(token)
    asked = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"], "client_id": PORTAL_CLIENT}
    again = httpx.post(f"{issuer}/token", data=asked, trust_env=False)
    assert why(again) == ("invalid_grant", "refresh-spent")
    assert wait_until(lambda: is_refused(window, renewed), 30)


def test_one_sign_in_serves_another_client_and_one_logout_ends_both(
    town: Town, window: Window, issuer: str, browser: httpx.Client
) -> None:
    """The password is entered once. After the logout the portal takes neither client's token."""
    portal, archive = client(issuer), client(issuer, ARCHIVE)
    token = signed_in(town, browser, portal)
    other = archive.fetch(browser.get(archive.begin()))
    assert not is_refused(window, other)

    out = browser.get(f"{issuer}/logout", params={"id_token_hint": token["id_token"]})
    assert "已退出登录" in out.text
    assert wait_until(lambda: is_refused(window, token) and is_refused(window, other), 30)
    assert browser.get(portal.begin()).status_code == 200, "the password is asked for again"


def test_a_wrong_password_is_answered_with_why_and_what_to_do(issuer: str, browser: httpx.Client) -> None:
    """The same words whether or not there is such an account; five of them lock it for a while, and that is said."""
    asked = client(issuer).begin()
    shown(sign_in(browser, asked, "nobody-at-all", "not the password"), 403, "credentials-wrong")
    for _ in range(5):
        shown(sign_in(browser, asked, "650000-clerk", "not the password"), 403, "credentials-wrong")
    shown(sign_in(browser, asked, "650000-clerk", "not the password"), 403, "account-locked")


def test_a_citizen_signs_in_and_sees_only_the_own_cases(window: Window, people: People) -> None:
    """The account is opened at a counter; another person's case is not even there."""
    who = window.somebody()
    mine, others = window.applies(TOBACCO, who), window.applies(TOBACCO)
    others.comes_to("review")
    header = people.with_account(who).header
    mine.comes_to("review")
    assert wait_until(lambda: [one["case"] for one in window.get("/me/cases", header)["cases"]] == [mine.id], 30)
    with pytest.raises(No) as refused:
        window.get(f"/cases/{others.id}", header)
    assert refused.value.kind == "not-found"
    with pytest.raises(No) as refused:
        window.get("/officer/cases", header)
    assert refused.value.kind == "role-missing"


def test_who_may_do_what_follows_from_organisation_role_and_province(
    town: Town, window: Window, issuer: str, browser: httpx.Client
) -> None:
    """The token says all three; an officer of another province cannot decide, nor a clerk of the own."""
    token = signed_in(town, browser, client(issuer), "440000-officer")
    claims = httpx.get(f"{issuer}/userinfo", headers=bearer(token), trust_env=False).json()
    assert (claims["roles"], claims["province"]) == (["officer"], "440000")
    assert len(claims["organisation"]) == 18

    case = window.applies(TOBACCO)
    case.comes_to("review")
    clerk = window.staff("530000", "clerk")
    for header, kind in ((bearer(token), "other-province"), (clerk, "role-missing")):
        with pytest.raises(No) as refused:
            window.post(f"/officer/cases/{case.id}/decision", YES, header)
        assert (refused.value.status, refused.value.kind) == (403, kind)
        assert refused.value.problem["remedy"]["zh"]
    with pytest.raises(No) as refused:
        window.get(f"/officer/cases/{case.id}", bearer(token))
    assert refused.value.kind == "other-province"


@pytest.mark.parametrize("after_supplement", [False, True])
def test_who_accepts_may_not_decide_nor_be_given_the_case(
    window: Window, ear: Ear, both_hats: str, after_supplement: bool
) -> None:
    """受审分离: also where the clerk asked for more, and it was accepted when all of it had come in."""
    hats = asyncio.run(Staff.of(window.town.machine).header(both_hats))
    case = window.applies(TEACHER, without=["photo"] if after_supplement else [])
    case.comes_to("examination")
    asked = {"decision": "supplement", "missing": ["photo"], "opinion": "请补正"} if after_supplement else ACCEPTED
    window.post(f"/officer/cases/{case.id}/examination", asked, hats)
    if after_supplement:
        case.comes_to("supplement")
        case.does("materials", {"materials": [paper("photo")]})
    case.comes_to("review")

    window.post(f"/officer/cases/{case.id}/decision", YES, hats)
    refused = ear.hears(case.id, "cases.request-refused")
    assert (refused["request"], refused["reason"]) == ("decide-application", "same-officer")
    given = {"officer": window.account(both_hats)}
    window.post(f"/officer/cases/{case.id}/assignment", given, window.staff("530000", "supervisor"))
    refused = ear.hears(case.id, "cases.office-request-refused")
    assert (refused["request"], refused["reason"]) == ("assign-case", "same-officer")
    case.approved()
    case.handed_over()

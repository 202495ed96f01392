"""A client that knows nothing of us signs somebody in: discovery, code with PKCE, refresh, revocation, logout."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.identity.client import INSECURE, Client
from tests.identity.conftest import HOME, PASSWORD, Heard, Identity, hidden, sign_in


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's library wants TLS; on the loopback there is none."""
    monkeypatch.setenv(*INSECURE)


def test_a_client_signs_an_officer_in_refreshes_revokes_and_logs_out(
    issuer: str, identity: Identity, heard: Heard, browser: httpx.Client
) -> None:
    """The whole way with a library that is not ours; what its tokens say, the portal can trust."""
    account, client = identity.open("yn-0317", "officer", "clerk"), Client(issuer)
    back = sign_in(browser, client.begin(nonce="n-once"), "YN-0317 ")
    assert back.status_code == 302
    sent = parse_qs(urlsplit(back.headers["location"]).query)
    assert (sent["state"], sent["iss"]) == ([client.state], [issuer])

    token = client.fetch(back)
    keys = KeySet.import_key_set(httpx.get(f"{issuer}/jwks", trust_env=False).json())
    access = jwt.decode(token["access_token"], keys, algorithms=["ES256"])
    who = jwt.decode(token["id_token"], keys, algorithms=["ES256"]).claims

    assert access.header["typ"] == "at+jwt"
    assert access.header["kid"]
    claims = access.claims
    assert (claims["iss"], claims["aud"], claims["sub"], claims["client_id"]) == (issuer, "tongban", account, "portal")
    assert (claims["roles"], claims["province"]) == (["officer", "clerk"], "530000")
    assert (who["sub"], who["aud"], who["nonce"], who["sid"]) == (account, "portal", "n-once", claims["sid"])
    (recorded,) = heard.told("record-sign-in")
    assert (recorded.subject, recorded.data) == (account, {"client": "portal", "session": claims["sid"]})

    renewed = client.refresh(token)
    assert renewed["refresh_token"] != token["refresh_token"]
    told = httpx.get(
        f"{issuer}/userinfo", headers={"Authorization": f"Bearer {renewed['access_token']}"}, trust_env=False
    )
    assert (told.json()["sub"], told.json()["sid"]) == (account, claims["sid"])

    assert client.revoke(renewed) == 200
    (ended,) = heard.told("end-session")
    assert ended.data == {"session": claims["sid"], "cause": "revoked"}


def test_one_sign_in_serves_every_client_and_one_logout_ends_them_all(
    issuer: str, identity: Identity, heard: Heard, browser: httpx.Client
) -> None:
    """The password is entered once; signing out of one client signs out of the other."""
    identity.open("yn-0317", "officer")
    portal, archive = Client(issuer), Client(issuer, "archive")
    token = portal.fetch(sign_in(browser, portal.begin(), "yn-0317"))

    straight_back = browser.get(archive.begin())
    assert straight_back.status_code == 302
    other = archive.fetch(straight_back)

    out = browser.get(
        f"{issuer}/logout",
        params={"id_token_hint": token["id_token"], "post_logout_redirect_uri": HOME, "state": "gone"},
    )
    assert (out.status_code, out.headers["location"]) == (302, f"{HOME}?state=gone")
    assert len({ended.data["session"] for ended in heard.told("end-session", 2)}) == 2
    refused = httpx.post(
        f"{issuer}/token",
        data={"grant_type": "refresh_token", "refresh_token": other["refresh_token"], "client_id": "archive"},
        trust_env=False,
    )
    assert (refused.status_code, refused.json()["error"], refused.json()["reason"]) == (
        400,
        "invalid_grant",
        "session-over",
    )
    assert browser.get(portal.begin()).status_code == 200, "the password is asked for again"


def test_a_logout_that_proves_nothing_is_confirmed_first(
    issuer: str, identity: Identity, heard: Heard, browser: httpx.Client
) -> None:
    """Else any page could sign everybody out."""
    identity.open("yn-0317", "officer")
    client = Client(issuer)
    assert sign_in(browser, client.begin(), "yn-0317", PASSWORD).status_code == 302

    asked = browser.get(f"{issuer}/logout")
    assert browser.post(f"{issuer}/logout", data={"token": "made up"}).status_code == 200
    assert browser.get(client.begin()).status_code == 302, "still signed in"

    assert "已退出登录" in browser.post(f"{issuer}/logout", data={"token": hidden(asked.text)}).text
    assert browser.get(client.begin()).status_code == 200
    heard.told("end-session", 2)

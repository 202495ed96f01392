"""Whoever is not let in learns why and what to do: in the protocol's code, and in words, in both languages."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from services.chassis import clock
from services.chassis.sealed import new_key_pair
from services.identity.sso.keys import Keys, NotOurs
from tests.identity.conftest import BACK, HOME, PASSWORD, Heard, Identity, hidden, sign_in, signing_in
from tests.identity.visiting import Visit, shown, why


@pytest.fixture
def visit(issuer: str, identity: Identity, heard: Heard, browser: httpx.Client) -> Visit:
    """An officer's."""
    identity.open("yn-0317", "officer")
    return Visit(issuer, browser)


def test_a_wrong_password_is_said_and_recorded(visit: Visit, heard: Heard) -> None:
    """The same words for an account that there is and one that there is not; recorded where there is one."""
    shown(sign_in(visit.browser, visit.address(), "yn-0317", "not the password"), 403, "credentials-wrong")
    shown(sign_in(visit.browser, visit.address(), "nobody", "not the password"), 403, "credentials-wrong")

    (failed,) = heard.told("record-sign-in")
    assert failed.data == {"client": "portal", "reason": "credentials-wrong"}


def test_an_account_is_locked_after_failures_and_says_so(visit: Visit, heard: Heard) -> None:
    """Then not even the right password helps, until the lock is over; the page says what to do."""
    for _ in range(5):
        shown(sign_in(visit.browser, visit.address(), "yn-0317", "not the password"), 403, "credentials-wrong")

    shown(sign_in(visit.browser, visit.address(), "yn-0317", PASSWORD), 403, "account-locked")
    assert heard.told("record-sign-in", 6)[-1].data["reason"] == "account-locked"


def test_the_right_password_forgets_the_wrong_ones(visit: Visit) -> None:
    """Only failures in a row lock."""
    for _ in range(2):
        for _ in range(4):
            assert sign_in(visit.browser, visit.address(), "yn-0317", "no").status_code == 403
        assert sign_in(visit.browser, visit.address(prompt="login"), "yn-0317", PASSWORD).status_code == 302
        visit.browser.cookies.clear()


def test_a_lock_ends(sso_environ: Mapping[str, str], identity: Identity, heard: Heard, browser: httpx.Client) -> None:
    """By itself."""
    identity.open("yn-0317", "officer")
    with signing_in({**sso_environ, "IDENTITY_FAILURES": "1", "IDENTITY_LOCK_SECONDS": "1"}) as issuer:
        visit = Visit(issuer, browser)
        assert sign_in(visit.browser, visit.address(), "yn-0317", "no").status_code == 403
        clock.sleep(1.1)
        assert sign_in(visit.browser, visit.address(), "yn-0317", PASSWORD).status_code == 302


def test_a_form_from_elsewhere_is_not_read(visit: Visit, heard: Heard) -> None:
    """What another site makes a browser send signs nobody in."""
    token = hidden(visit.browser.get(visit.address()).text)
    entered = {"login": "yn-0317", "password": PASSWORD}

    shown(visit.browser.post(visit.address(), data=entered), 403, "form-expired")
    shown(visit.browser.post(visit.address(state="s-2"), data={**entered, "token": token}), 403, "form-expired")
    stranger = httpx.post(visit.address(), data={**entered, "token": token}, trust_env=False)
    shown(stranger, 403, "form-expired")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"client_id": "nobody"}, "client-unknown"),
        ({"client_id": None}, "sign-in-request-invalid"),
        ({"redirect_uri": "https://thief.example/"}, "redirect-unregistered"),
        ({"redirect_uri": BACK + "/"}, "redirect-unregistered"),
        ({"redirect_uri": None}, "redirect-unregistered"),
    ],
)
def test_a_client_that_cannot_be_trusted_is_not_sent_back_to(
    visit: Visit, other: dict[str, str | None], reason: str
) -> None:
    """Nobody is redirected to where nobody registered; the page says why."""
    shown(visit.browser.get(visit.address(**other)), 400, reason)


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "openid everything"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_a_request_with_faults_goes_back_to_its_client(visit: Visit, other: dict[str, str | None], error: str) -> None:
    """With the protocol's code, the state it sent, and whose answer it is."""
    back = visit.browser.get(visit.address(**other))

    assert back.status_code == 302
    assert back.headers["location"].startswith(BACK + "?")
    said = parse_qs(urlsplit(back.headers["location"]).query)
    assert (said["error"], said["state"]) == ([error], ["s-1"])


def test_pkce_is_no_choice(visit: Visit) -> None:
    """Without its verifier a code is worth nothing, nor with another's."""
    code = visit.code()

    assert why(visit.token(code=code, code_verifier="")) == ("invalid_request", "challenge-missing")
    assert why(visit.token(code=code, code_verifier="w" * 43)) == ("invalid_grant", "challenge-wrong")
    assert visit.token(code=code).status_code == 200


def test_a_code_goes_where_it_was_asked_for(visit: Visit) -> None:
    """Another redirect, another client, or none: no."""
    code = visit.code()

    assert why(visit.token(code=code, redirect_uri=HOME)) == ("invalid_grant", "redirect-unregistered")
    assert why(visit.token(code=code, client_id="archive")) == ("invalid_grant", "code-invalid")
    assert why(visit.token(code=code, client_id="nobody")) == ("invalid_client", "client-unknown")
    assert why(visit.token(code="made up")) == ("invalid_grant", "code-invalid")
    assert why(visit.token(grant_type="password")) == ("unsupported_grant_type", "sign-in-request-invalid")


def test_a_code_used_twice_ends_its_session(visit: Visit, heard: Heard) -> None:
    """One of the two has stolen it: what it gave is worth nothing either, and everybody hears."""
    code = visit.code()
    token = visit.token(code=code).json()

    assert why(visit.token(code=code)) == ("invalid_grant", "code-spent")
    (ended,) = heard.told("end-session")
    assert ended.data["cause"] == "reused"
    assert why(visit.refresh(token["refresh_token"])) == ("invalid_grant", "session-over")
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    refused = httpx.get(f"{visit.issuer}/userinfo", headers=bearer, trust_env=False)
    assert why(refused, 401) == ("invalid_token", "session-over")


def test_a_refresh_token_used_twice_ends_its_session(visit: Visit, heard: Heard) -> None:
    """The newest one too."""
    first = visit.token(code=visit.code()).json()["refresh_token"]
    second = visit.refresh(first).json()["refresh_token"]

    assert why(visit.refresh(first)) == ("invalid_grant", "refresh-spent")
    assert why(visit.refresh(second)) == ("invalid_grant", "session-over")
    assert heard.told("end-session")[0].data["cause"] == "reused"


def test_a_refresh_gives_no_more_than_was_granted(visit: Visit) -> None:
    """Fewer scopes, never more; and only to the client it belongs to."""
    token = visit.token(code=visit.code(scope="openid")).json()["refresh_token"]

    assert why(visit.refresh(token, scope="openid portal")) == ("invalid_scope", "sign-in-request-invalid")
    assert why(visit.refresh(token, client_id="archive")) == ("invalid_grant", "refresh-invalid")
    assert why(visit.refresh("made up")) == ("invalid_grant", "refresh-invalid")


def test_a_closed_account_refreshes_nothing(visit: Visit, identity: Identity) -> None:
    """Whoever leaves is out when the access token is."""
    token = visit.token(code=visit.code()).json()["refresh_token"]
    identity.close(identity.open("yn-0317", "officer"))

    assert why(visit.refresh(token)) == ("invalid_grant", "session-over")
    shown(sign_in(visit.browser, visit.address(prompt="login"), "yn-0317"), 403, "credentials-wrong")


def test_a_code_expires(
    sso_environ: Mapping[str, str], identity: Identity, heard: Heard, browser: httpx.Client
) -> None:
    """It is for this moment."""
    identity.open("yn-0317", "officer")
    with signing_in({**sso_environ, "IDENTITY_CODE_SECONDS": "0"}) as issuer:
        visit = Visit(issuer, browser)
        assert why(visit.token(code=visit.code())) == ("invalid_grant", "code-invalid")


def test_a_sign_in_does_not_last_for_ever(
    sso_environ: Mapping[str, str], identity: Identity, heard: Heard, browser: httpx.Client
) -> None:
    """However often it is refreshed; and a client may ask for a fresh one sooner (max_age)."""
    identity.open("yn-0317", "officer")
    with signing_in({**sso_environ, "IDENTITY_SESSION_SECONDS": "3"}) as issuer:
        visit = Visit(issuer, browser)
        token = visit.token(code=visit.code()).json()["refresh_token"]
        assert visit.browser.get(visit.address()).status_code == 302
        clock.sleep(1.1)
        assert visit.browser.get(visit.address(max_age="0")).status_code == 200
        clock.sleep(2)
        assert why(visit.refresh(token)) == ("invalid_grant", "refresh-invalid")
        assert visit.browser.get(visit.address()).status_code == 200


def test_a_token_of_somebody_else_opens_nothing(visit: Visit, tmp_path: Path) -> None:
    """Nor does none."""
    for value in ("", "Bearer made.up.token"):
        answer = httpx.get(f"{visit.issuer}/userinfo", headers={"Authorization": value}, trust_env=False)
        assert why(answer, 401) == ("invalid_token", "token-unusable")
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    folder = tmp_path / "others"
    folder.mkdir()
    (folder / f"{clock.now().date().isoformat()}.pem").write_text(new_key_pair()[0])
    ours = visit.token(code=visit.code()).json()["access_token"]
    with pytest.raises(NotOurs):
        Keys.load(folder, 90).read(ours, visit.issuer, "tongban")


def test_operators_see_every_key_and_whether_it_is_ready(visit: Visit) -> None:
    """Store and bus answer, and the days that the key has left stand beside."""
    ready = httpx.get(f"{visit.issuer}/ready", trust_env=False).json()
    keys = httpx.get(f"{visit.issuer}/keys", trust_env=False).json()["keys"]

    assert ready["ready"] is True
    assert ready["keys"] == keys
    assert [(key["days_left"], key["signs"]) for key in keys] == [(90, True)]

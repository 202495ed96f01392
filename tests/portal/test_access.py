"""Access tokens at the portal: whose are taken, and what becomes of them when a session ends."""

from collections.abc import Mapping
from typing import Any

import pytest
from httpx import Client
from joserfc.jwk import ECKey

from services.chassis.envelope import Message
from services.chassis.testing.inherited import examples
from services.portal.access import EVERYWHERE, LEEWAY, Citizen, Gate, NotSignedIn, Officer
from tests.portal.conftest import Hear, serving
from tests.portal.sign_in import SESSION, SignIn
from tests.portal.test_cases import problem

DESK = "/officer/cases"


def bearer(token: str) -> dict[str, str]:
    """The header."""
    return {"Authorization": f"Bearer {token}"}


def gate(sign_in: SignIn) -> Gate:
    """One that knows the keys."""
    return Gate(sign_in.issuer, "tongban").knowing({"keys": [key.as_dict(private=False) for key in sign_in.keys]})


def session_ended() -> Message:
    """The contract's example, which speaks of the session of these tests."""
    return next(message for _, message in examples("identity.session-ended.v1"))


def test_a_token_says_who_may_do_what_where(sign_in: SignIn) -> None:
    """Account, roles, province and session; the whole country is everywhere."""
    officer = gate(sign_in).read(sign_in.token(roles=["clerk", "supervisor", "mayor"]))

    assert officer == Officer("staff-17", frozenset({"clerk", "supervisor"}), "530000", SESSION)
    everywhere = gate(sign_in).read(sign_in.token(province="000000"))
    assert isinstance(everywhere, Officer)
    assert everywhere.province == EVERYWHERE


def test_a_citizens_token_says_which_person_it_is(sign_in: SignIn) -> None:
    """And how surely; it is no officer's, whatever roles it claims."""
    claims: dict[str, Any] = {"kind": "citizen", "person": "person-1", "level": 3}

    assert gate(sign_in).read(sign_in.token(**claims)) == Citizen("staff-17", "person-1", 3, SESSION)
    with pytest.raises(NotSignedIn):
        gate(sign_in).read(sign_in.token(kind="citizen"))


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-resource"},
        {"aud": None},
        {"sub": ""},
        {"sub": "a\nb"},
        {"sid": None},
        {"roles": ["mayor"]},
        {"roles": "officer"},
        {"province": None},
        {"exp": None},
        {"seconds": -LEEWAY - 2},
        {"typ": "JWT"},
    ],
)
def test_a_token_that_is_not_for_this_proves_nothing(sign_in: SignIn, other: dict[str, Any]) -> None:
    """Another issuer's, another resource's, nobody's, an old one, or an ID token."""
    with pytest.raises(NotSignedIn):
        gate(sign_in).read(sign_in.token(**other))


def test_clocks_may_differ_a_little(sign_in: SignIn) -> None:
    """A token that is over by less than the leeway is taken."""
    assert gate(sign_in).read(sign_in.token(seconds=-LEEWAY + 5)).name == "staff-17"


def test_a_token_that_nobody_signed_proves_nothing(sign_in: SignIn) -> None:
    """Nor one that somebody else signed under the name of our key."""
    known = gate(sign_in)
    head, claims, _ = sign_in.token().split(".")
    named = {**ECKey.generate_key("P-256").as_dict(private=True), "kid": str(sign_in.keys[0].kid)}
    forger = SignIn(sign_in.issuer, [ECKey.import_key(named)])

    for token in (f"{head}.{claims}.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", forger.token(), ""):
        with pytest.raises(NotSignedIn):
            known.read(token)


def test_a_new_key_is_learnt_when_it_is_met_and_not_for_every_forgery(client: Client, sign_in: SignIn) -> None:
    """The sign-in is asked for its keys once; tokens of unknown keys do not make the portal ask and ask."""
    assert client.get(DESK, headers=bearer(sign_in.token())).status_code == 200
    assert client.get(DESK, headers=bearer(sign_in.token())).status_code == 200
    assert sign_in.asked == 1

    stranger = SignIn(sign_in.issuer)
    for _ in range(5):
        assert problem(client.get(DESK, headers=bearer(stranger.token()))) == (401, "sign-in-needed")
    assert sign_in.asked == 1


def test_a_token_of_a_session_that_ended_is_refused(client: Client, hear: Hear, sign_in: SignIn) -> None:
    """At once when the portal has heard of it; other sessions of the same account go on."""
    assert client.get(DESK, headers=bearer(sign_in.token())).status_code == 200

    hear([session_ended()])

    assert problem(client.get(DESK, headers=bearer(sign_in.token()))) == (401, "sign-in-needed")
    assert client.get(DESK, headers=bearer(sign_in.token(sid="0" * 32))).status_code == 200


def test_without_any_key_the_portal_cannot_say(environ: Mapping[str, str], hear: Hear, sign_in: SignIn) -> None:
    """The sign-in was never reached: try again, nobody is called a forger."""
    hear([])
    with serving({**environ, "PORTAL_ISSUER": "http://127.0.0.1:9"}) as client:
        assert problem(client.get(DESK, headers=bearer(sign_in.token()))) == (503, "unavailable")

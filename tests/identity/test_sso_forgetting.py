"""What is over is forgotten, and nothing that can still matter: a used code stays known for as long as its session."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import httpx
import pytest

from deploy.local.probe import wait_until
from services.chassis import clock
from services.chassis.settings import read
from services.identity.sso.attempts import Attempts
from services.identity.sso.forgetting import Forgetting
from services.identity.sso.keys import LEEWAY
from services.identity.sso.records import KINDS, Records, key_of, now
from services.identity.sso.settings import SsoSettings
from tests.identity.conftest import Heard, Identity
from tests.identity.visiting import Visit, why

SECONDS = 3600
"""How long a session lasts here."""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Go to so many seconds from the beginning of the test."""
    begun = clock.now()
    return lambda seconds: monkeypatch.setattr(clock, "now", lambda: begun + timedelta(seconds=seconds))


@pytest.fixture
def forgetting(sso_environ: dict[str, str], identity: Identity) -> Forgetting:
    """The same records as the sign-in's, looked at by hand."""
    sso_environ["IDENTITY_SESSION_SECONDS"] = str(SECONDS)
    settings = read(SsoSettings, {**sso_environ, "IDENTITY_ISSUER": "https://sign-in.example"}, "identity")
    return Forgetting(Records(identity.line.store), settings)  # type: ignore[arg-type]


@pytest.fixture
def visit(forgetting: Forgetting, issuer: str, identity: Identity, browser: httpx.Client) -> Visit:
    """An officer on the way to a client."""
    identity.open("yn-0317", "officer")
    return Visit(issuer, browser)


def left(forgetting: Forgetting) -> Mapping[str, int]:
    """How many records there are of each kind."""
    found = {kind: forgetting.records.store.list_view(f"sso_{kind}", {}, 1000) for kind in KINDS}
    return {kind: len(documents) for kind, documents in found.items() if documents}


def test_a_used_code_is_known_until_its_session_is_over_and_then_forgotten(
    forgetting: Forgetting, visit: Visit, heard: Heard, at: Callable[[float], None]
) -> None:
    """Used again it ends the session at any moment of that; afterwards it is one that never was: refused as well."""
    code = visit.code()
    assert visit.token(code=code).status_code == 200
    assert left(forgetting) == {"codes": 1, "refreshes": 1, "browsers": 1, "sessions": 1, "attempts": 1}

    at(SECONDS - 10)
    forgetting.look()
    assert left(forgetting) == {"codes": 1, "refreshes": 1, "browsers": 1, "sessions": 1}
    assert why(visit.token(code=code)) == ("invalid_grant", "code-spent")
    assert heard.told("end-session")[0].data["cause"] == "reused"

    at(SECONDS + 600 + LEEWAY + 100)
    forgetting.look()
    assert left(forgetting) == {}
    assert why(visit.token(code=code)) == ("invalid_grant", "code-invalid")


def test_a_session_that_lasts_is_not_forgotten_whoever_signed_in_long_ago(
    forgetting: Forgetting, visit: Visit, at: Callable[[float], None]
) -> None:
    """The code of a second client, given out late in the browser's sign-in, stays known to the end of it and beyond."""
    visit.code()
    at(SECONDS - 100)
    late = visit.browser.get(visit.address(client_id="archive")).headers["location"]
    assert "code=" in late
    at(SECONDS + 60)
    forgetting.look()
    assert left(forgetting)["codes"] == 2
    assert left(forgetting)["sessions"] == 2


def test_a_locked_account_stays_locked_while_others_are_forgotten(
    forgetting: Forgetting, at: Callable[[float], None]
) -> None:
    """Failures count for a quarter of an hour, and then no more."""
    attempts = Attempts(forgetting.records, 2, forgetting.settings.lock_seconds)
    assert [attempts.begin("account-1") for _ in range(3)] == [True, True, False]
    at(800)
    forgetting.look()
    assert not attempts.begin("account-1")
    at(1000)
    forgetting.look()
    assert left(forgetting) == {}
    assert attempts.begin("account-1")


def test_many_are_forgotten_at_once_and_the_present_ones_stay(forgetting: Forgetting) -> None:
    """More than go into one round trip, and records of before as well: they name no moment of their own."""
    for number in range(1203):
        forgetting.records.add("refreshes", key_of(str(number)), until=now() - 10_000, spent=True, session="s")
    forgetting.records.add("refreshes", key_of("present"), until=now() + 10, spent=False, session="s")
    forgetting.look()
    assert left(forgetting) == {"refreshes": 1}
    assert forgetting.records.find("refreshes", key_of("present"))


def test_the_sign_in_forgets_by_itself(
    sso_environ: dict[str, str], forgetting: Forgetting, identity: Identity, request: pytest.FixtureRequest
) -> None:
    """Soon after its start, and again and again."""
    forgetting.records.add("codes", key_of("old"), until=now() - 10 * SECONDS, spent=True, session="s")
    request.getfixturevalue("issuer")
    assert wait_until(lambda: not left(forgetting), 10)

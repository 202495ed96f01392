"""Accounts: who may have one, how it ends, and how everybody hears that a session is over."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import SettingMissing
from services.chassis.sealed import account_of, new_key_pair, unseal
from services.chassis.testing.disorder import disordered
from services.chassis.testing.scenario import Scenario
from services.chassis.vocabulary import NotYet
from services.identity.account_messages import (
    AccountClosed,
    AccountOpened,
    AccountRefused,
    ClosedAccount,
    OpenedAccount,
    SessionEnded,
    SignInFailed,
    SignInSucceeded,
)
from services.identity.service import DEFINITION
from services.identity.settings import Settings
from services.identity.staff import starting_commands
from tests.identity.account_samples import ACCOUNT, MORNING, SEALED, SESSIONS, close, end, fail, opened_by, sign_in

OFFICE = ("11530000015100094M", "530000")
OPENED = AccountOpened("staff", SEALED, ("officer",), *OFFICE, None)
KEY = "logins become accounts under this"
ENTRY = """\
- login: YN-0317
  password_hash: $argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g
  organisation: "11530000015100094M"
  province: "530000"
  roles: [officer, supervisor]
"""


def test_an_officer_has_an_office_and_roles() -> None:
    """Roles hold for an organisation, in a province."""
    Scenario(DEFINITION).when(opened_by("staff")).then(OPENED)


def test_a_citizen_is_a_person_and_has_no_office() -> None:
    """A citizen's account with an officer's role is refused, and so is an officer without an office."""
    Scenario(DEFINITION).when(opened_by("nobody")).then(AccountRefused(ACCOUNT, "account-incomplete"))


def test_an_open_account_stays_as_it_is() -> None:
    """A second opening gives nobody another password or role."""
    Scenario(DEFINITION).given(OPENED).when(opened_by("citizen")).then()


def test_what_overtakes_the_opening_waits() -> None:
    """Nothing is recorded of an account that nobody opened."""
    for early in (sign_in(), fail(), end(), close()):
        with pytest.raises(NotYet):
            DEFINITION.decide(early, DEFINITION.initial)


def test_a_sign_in_is_recorded_without_what_was_entered() -> None:
    """When, at which client, with which end."""
    Scenario(DEFINITION).given(OPENED).when(sign_in()).then(SignInSucceeded(MORNING, "portal", SESSIONS[0]))
    Scenario(DEFINITION).given(OPENED).when(fail()).then(SignInFailed(MORNING, "portal", "credentials-wrong"))


def test_a_session_ends_once_and_everybody_hears() -> None:
    """Whoever takes its tokens learns account and session, no more."""
    ended = SessionEnded(ACCOUNT, SESSIONS[0], "signed-out")
    Scenario(DEFINITION).given(OPENED).when(end()).then(ended)
    Scenario(DEFINITION).given(OPENED, ended).when(end(cause="reused")).then()
    said = DEFINITION.publish(ended, DEFINITION.initial)
    assert said is not None
    assert (said.type, said.data) == ("identity.session-ended.v1", {"account": ACCOUNT, "session": SESSIONS[0]})


def test_a_closed_account_can_be_opened_again_with_other_roles() -> None:
    """This is how roles change; what has ended stays ended."""
    Scenario(DEFINITION).given(OPENED).when(close()).then(AccountClosed("left the authority"))
    Scenario(DEFINITION).given(OPENED, AccountClosed("")).when(opened_by("staff")).then(OPENED)


@given(st.data())
def test_sessions_end_in_any_order(data: st.DataObject) -> None:
    """Every session is said to be over exactly once."""
    told = [opened_by("staff"), end(0), end(1), end(2), sign_in(0), fail()]
    ending = disordered(data, DEFINITION, told, lambda _: [])
    assert sorted(one.data["session"] for one in ending.said) == sorted(SESSIONS)
    assert isinstance(ending.state, OpenedAccount)


def test_nothing_is_left_of_a_closed_account_but_its_sessions() -> None:
    """Above all no credential."""
    state = DEFINITION.evolve(DEFINITION.evolve(DEFINITION.initial, OPENED), AccountClosed(""))
    assert state == ClosedAccount()


def staff(folder: Path, text: str) -> Settings:
    """Settings with this list of staff."""
    private, _ = new_key_pair()
    key, file = folder / "key.pem", folder / "staff.yaml"
    key.write_text(private)
    file.write_text(text)
    return Settings("http://register.example", key, KEY, KEY, str(file))


def test_the_operators_list_opens_staff_accounts(tmp_path: Path) -> None:
    """The password's hash travels sealed; the login is not in the account's name; a restart asks the same."""
    settings = staff(tmp_path, ENTRY)
    once, again = starting_commands(settings), starting_commands(settings)
    assert [owed.purpose for owed in once] == [owed.purpose for owed in again]
    (owed,) = once
    assert (owed.type, owed.subject) == ("identity.open-account.v1", account_of(KEY, "yn-0317"))
    assert (owed.data["roles"], owed.data["office_province"]) == (["officer", "supervisor"], "530000")
    opened = unseal(settings.unsealing_key.read_text(), owed.data["credential_sealed"])
    assert opened["password_hash"].startswith("$argon2id$")


def test_the_operators_list_closes_accounts(tmp_path: Path) -> None:
    """With the ground, for the record."""
    (owed,) = starting_commands(staff(tmp_path, ENTRY + "  closed: left the authority\n"))
    assert (owed.type, owed.data) == ("identity.close-account.v1", {"ground": "left the authority"})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "must be YAML"),
        ("login: a", "list of accounts"),
        (ENTRY.replace("officer, ", "mayor, "), "entry 1: roles must be some of clerk, finance, officer, supervisor"),
        (ENTRY.replace("$argon2id", "$md5"), "entry 1: password_hash must be one of Argon2id"),
        (ENTRY.replace('"530000"', "530000"), "entry 1: login, password_hash"),
        (ENTRY.replace("  roles: [officer, supervisor]\n", ""), "entry 1: it must have"),
        (ENTRY + ENTRY, "stands there twice"),
    ],
)
def test_a_list_with_faults_stops_the_start_and_names_them(tmp_path: Path, text: str, fault: str) -> None:
    """Nobody is left out silently."""
    with pytest.raises(SettingMissing, match=fault):
        starting_commands(staff(tmp_path, text))


def test_a_short_key_for_logins_stops_the_start(tmp_path: Path) -> None:
    """A telephone number under a key that can be guessed is no secret."""
    settings = staff(tmp_path, ENTRY)
    with pytest.raises(SettingMissing, match="IDENTITY_LOGIN_KEY"):
        starting_commands(Settings("http://register.example", settings.unsealing_key, KEY, "short", settings.staff))

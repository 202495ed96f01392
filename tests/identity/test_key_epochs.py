"""Sealing keys end; what is kept, and passwords, outlive them; what nobody can open is refused with its remedy."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.home import CHECKOUT
from services.chassis import clock
from services.chassis.contracts import Contracts
from services.chassis.envelope import from_mapping, parse
from services.chassis.epochs import Term
from services.chassis.errors import SettingMissing
from services.chassis.sealed import Unreadable, account_of, new_key_pair, pseudonym, seal, unseal
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.scenario import Scenario
from services.chassis.vocabulary import NotYet
from services.identity.account_messages import AccountActivated, AccountRefused, ActivateAccount
from services.identity.accounts import digest_of
from services.identity.effects import keys, with_secrets
from services.identity.lasting import Keeping
from services.identity.person_events import ApplicantRejected, Asker
from services.identity.person_messages import VerifyPerson
from services.identity.safe import Safe
from services.identity.service import DEFINITION
from services.identity.settings import Settings
from tests.identity.account_samples import ACCOUNT, opened_by
from tests.identity.conftest import LOGIN_KEY, Heard, Identity
from tests.identity.visiting import Visit

KEY = "persons have names on the bus under this"
LI_LEI = {"name": "李雷", "number": "11010519491231002X"}
PERSON = pseudonym(KEY.encode(), LI_LEI["number"])
OPEN = opened_by("staff")
CASE = "case-530000-00000000000000000001"
NOW = clock.now()
OLD, NEW = (Term(NOW - timedelta(days=since), NOW + timedelta(days=65 - since)).name for since in (64, 1))
PAST = Term(NOW - timedelta(days=80), NOW - timedelta(days=1)).name
PAIRS = {name: new_key_pair() for name in (OLD, NEW, PAST)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two keys in force, and the file of one that should be gone."""
    for name, (private, _) in PAIRS.items():
        (tmp_path / f"{name}.pem").write_text(private)
    return Settings("http://127.0.0.1:9", tmp_path, KEY, keeping_key="5c" * 32, register_timeout=0.3)


def sealed(name: str, data: Mapping[str, Any] = LI_LEI) -> str:
    """As the portal seals."""
    return seal(PAIRS[name][1], data, name)


def verify(settings: Settings, token: str, store: MemoryStore | None = None, ago: float = 0.0) -> VerifyPerson:
    """A case asks about the person, as the service hands it to its decider."""
    command = VerifyPerson(PERSON, "530000", CASE, token, clock.now() - timedelta(seconds=ago))
    (completed,) = with_secrets(settings, store or MemoryStore())[0][VerifyPerson]([command])
    assert isinstance(completed, VerifyPerson)
    return completed


def kept(settings: Settings, command: Any) -> Any:
    """A command with a credential, as the service hands it to its decider."""
    return with_secrets(settings, MemoryStore())[0][type(command)]([command])[0]


def test_what_any_key_in_force_sealed_is_looked_into(settings: Settings) -> None:
    """The newest and the one before."""
    assert [verify(settings, sealed(name)).claim.fault for name in (OLD, NEW)] == [None, None]


def test_a_citizen_whose_key_has_ended_is_refused_with_a_remedy(settings: Settings) -> None:
    """The case has its answer; nothing is asked of the register, and nothing is kept."""
    command, asker = verify(settings, sealed(PAST)), Asker(CASE, "530000", 1)
    outcome = Scenario(DEFINITION).when(command).then(ApplicantRejected(PERSON, asker, "identity-key-retired"))
    outcome.then_publishes("identity.verification-refused.v1")
    assert command.applicant_sealed == ""
    assert "anew" in Contracts.load().reasons()["identity-key-retired"].remedy["en"]


def test_a_key_that_is_not_here_yet_is_waited_for_and_not_for_ever(settings: Settings) -> None:
    """The message may have overtaken the key; what was sent a while ago cannot have."""
    coming = Term(NOW, NOW + timedelta(days=65)).name
    token = seal(PAIRS[NEW][1], LI_LEI, coming)
    with pytest.raises(NotYet, match="IDENTITY_UNSEALING_KEY"):
        DEFINITION.decide(verify(settings, token), DEFINITION.initial)
    late = verify(settings, token, ago=120)
    assert DEFINITION.decide(late, DEFINITION.initial) == [
        ApplicantRejected(PERSON, Asker(CASE, "530000", 1), "identity-key-retired")
    ]


def test_what_is_kept_of_a_person_outlives_the_key_it_came_under(settings: Settings) -> None:
    """And closes with the person's own key alone."""
    store = MemoryStore()
    token = verify(settings, sealed(OLD), store).applicant_sealed
    (settings.unsealing_key / f"{OLD}.pem").unlink()
    safe = Safe(settings, store)
    assert safe.opened(PERSON, token) == LI_LEI
    with pytest.raises(Unreadable):
        safe.opened(PERSON, sealed(OLD))


def test_a_password_outlives_the_key_it_came_under(settings: Settings) -> None:
    """Nothing of it is stored that a sealing key opens."""
    command = kept(settings, replace(OPEN, credential_sealed=sealed(OLD, {"password_hash": "$argon2id$"})))
    with pytest.raises(Unreadable):
        unseal(PAIRS[OLD][0], command.credential_sealed)
    keeping = Keeping.of(settings.keeping_key, settings.unsealing_key)
    assert keeping.credential_in(command.credential_sealed) == {"password_hash": "$argon2id$"}


@pytest.mark.parametrize("token", [sealed(PAST, {"password_hash": "x"}), seal(new_key_pair()[1], {}), "a.b.c.d.e"])
def test_an_account_whose_credential_nobody_can_open_is_refused(settings: Settings, token: str) -> None:
    """Neither opened with a password that is none, nor given one; what it had stays."""
    refused = AccountRefused(ACCOUNT, "credential-unreadable")
    Scenario(DEFINITION).when(kept(settings, replace(OPEN, credential_sealed=token))).then(refused)
    outcome = Scenario(DEFINITION).when(
        OPEN, kept(settings, ActivateAccount(ACCOUNT, token, digest_of(OPEN.credential_sealed)))
    )
    outcome.then(refused)
    assert "credential-unreadable" in Contracts.load().reasons()


def test_an_account_waits_for_a_key_on_its_way(settings: Settings) -> None:
    """Offered again, then parked: somebody sees that a key is missing."""
    coming = seal(PAIRS[NEW][1], {}, Term(NOW, NOW + timedelta(days=65)).name)
    for command in (replace(OPEN, credential_sealed=coming), ActivateAccount(ACCOUNT, coming, "ab" * 32)):
        with pytest.raises(NotYet, match="IDENTITY_UNSEALING_KEY"):
            DEFINITION.decide(kept(settings, command), DEFINITION.initial)


def test_the_end_of_every_key_can_be_watched(settings: Settings) -> None:
    """Of one too whose file should be gone."""
    assert keys(settings) == {f"sealing/{name}": Term.named(name).last for name in PAIRS}  # type: ignore[union-attr]


@pytest.mark.parametrize(("keeping", "rule"), [("", "is not set"), ("5c" * 31, "64 hex digits"), ("Z" * 64, "64 hex")])
def test_keys_that_end_need_one_that_lasts(settings: Settings, keeping: str, rule: str) -> None:
    """Otherwise what is kept would be lost with the first of them."""
    with pytest.raises(SettingMissing, match=f"IDENTITY_KEEPING_KEY.*{rule}"):
        Safe(replace(settings, keeping_key=keeping), MemoryStore())


def test_what_a_single_key_led_to_is_found_again_by_the_operator(settings: Settings, tmp_path: Path) -> None:
    """One command; persons' keys of before are opened with it when the key itself has become one of several."""
    file, store = tmp_path / "single", MemoryStore()
    file.write_text(PAIRS[OLD][0])
    before = Safe(replace(settings, unsealing_key=file, keeping_key=""), store)
    token = verify(replace(settings, unsealing_key=file, keeping_key=""), seal(PAIRS[OLD][1], LI_LEI), store)
    command = [sys.executable, "-m", "services.identity.lasting", os.fspath(file)]
    said = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=30).stdout.strip()
    after = Safe(replace(settings, keeping_key=said), store)
    assert after.opened(PERSON, token.applicant_sealed) == before.opened(PERSON, token.applicant_sealed) == LI_LEI


def test_a_credential_of_before_is_kept_anew_when_its_holder_signs_in(
    sso_environ: dict[str, str], identity: Identity, heard: Heard, issuer: str, browser: httpx.Client
) -> None:
    """The password stays; from then on no sealing key opens what is stored of it."""
    account = identity.open("yn-0317", "officer")
    assert Visit(issuer, browser).code()
    (told,) = heard.told("activate-account")
    settings = Settings("http://127.0.0.1:9", Path(sso_environ["IDENTITY_UNSEALING_KEY"]), KEY)
    (again,) = with_secrets(settings, MemoryStore())[0][ActivateAccount]([ActivateAccount(account, **told.data)])
    identity.decide(again)

    assert account == account_of(LOGIN_KEY, "yn-0317")
    stored = identity.line.events()[-1]
    assert isinstance(stored, AccountActivated)
    with pytest.raises(Unreadable):
        unseal(settings.unsealing_key.read_text(), stored.credential_sealed)
    browser.cookies.clear()
    assert Visit(issuer, browser).code()
    assert "identity.activate-account.v1" not in {
        from_mapping(parse(one.body)).type for one in heard.link.receive(50, 2.0, 0.2)
    }

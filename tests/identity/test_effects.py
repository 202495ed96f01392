"""The register's adapter, against a real HTTP server: what it asks, and what it makes of every answer."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.chassis.contracts import Contracts
from services.chassis.errors import SettingMissing
from services.chassis.sealed import new_key_pair, seal
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.party import Party, listening
from services.chassis.vocabulary import Answer, OutsideUnavailable
from services.identity.effects import with_secrets
from services.identity.settings import Settings

LI_LEI = {"name": "李雷", "number": "11010519491231002X"}
BORN_1880 = "440524188001010014"
CONTRACTS = Contracts.load()
KEY = "persons have names on the bus under this"


@pytest.fixture
def register() -> Iterator[Party]:
    """A register that knows everybody."""
    with listening() as party:
        party.says({"found": True, "match": True})
        yield party


@dataclass(frozen=True, slots=True)
class Identity:
    """The adapter, and the public key under which applicants seal for it."""

    ask: Callable[[Any], Answer]
    public_pem: str

    def asks(self, applicant: dict[str, Any]) -> dict[str, Any]:
        """Ask about a sealed applicant; the answer keeps to its contract."""
        return self.asks_token(seal(self.public_pem, applicant))

    def asks_token(self, token: str) -> dict[str, Any]:
        """The same with a token that somebody made."""
        intent = {"applicant_sealed": token, "round": 7}
        CONTRACTS.check_strict("identity.ask-register.v1", intent)
        answer = self.ask({**intent, "subject": "person-0123456789abcdef01234567", "message": "intent-1"})
        assert answer.type == "identity.record-register-answer.v1"
        CONTRACTS.check_strict(answer.type, answer.data)
        assert answer.data["round"] == 7
        return {name: value for name, value in answer.data.items() if name not in {"round", "checked_at", "expires_at"}}


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, str]:
    """The file of identity's private key, and its public key."""
    private, public = new_key_pair()
    file = tmp_path / "identity.private.pem"
    file.write_text(private)
    return file, public


@pytest.fixture
def identity(register: Party, keys: tuple[Path, str]) -> Identity:
    """An adapter that knows the register and waits a third of a second for it."""
    settings = Settings(register.url + "/", keys[0], KEY, register_timeout=0.3)
    return Identity(with_secrets(settings, MemoryStore())[1]["identity.ask-register.v1"], keys[1])


def test_name_and_number_that_belong_together_are_confirmed(register: Party, identity: Identity) -> None:
    """The register is asked in clear, under the intent's key, and its yes is worth the configured level."""
    assert identity.asks(LI_LEI) == {"found": True, "level": 2}
    assert register.asked() == [("/compare", LI_LEI, "intent-1")]


def test_the_level_of_the_register_is_configured(register: Party, keys: tuple[Path, str], tmp_path: Path) -> None:
    """A region decides what a register's yes is worth."""
    file = tmp_path / "levels.json"
    file.write_text('{"ways": [{"evidence": "register", "level": 3}]}')
    settings = Settings(register.url, keys[0], KEY, levels=file)
    assert (
        Identity(with_secrets(settings, MemoryStore())[1]["identity.ask-register.v1"], keys[1]).asks(LI_LEI)["level"]
        == 3
    )


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"found": True, "match": False}, {"found": True, "level": None, "reason": "name-mismatch"}),
        ({"found": False, "match": False}, {"found": False, "level": None, "reason": "person-unknown"}),
        ({"found": False}, {"found": False, "level": None, "reason": "person-unknown"}),
    ],
)
def test_a_no_of_the_register_has_its_reason(
    register: Party, identity: Identity, said: Any, verdict: dict[str, Any]
) -> None:
    """Each of them is in contracts/reasons.json."""
    register.says(said)
    assert identity.asks(LI_LEI) == verdict
    assert verdict["reason"] in CONTRACTS.reasons()


@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "11010519491331002X", "1101051949123100", "1101051949123l002X", "", "x"],
)
def test_a_number_that_cannot_be_is_refused_without_asking(register: Party, identity: Identity, number: str) -> None:
    """Check character, date of birth, length and digits are wrong in turn (GB 11643)."""
    assert identity.asks({**LI_LEI, "number": number}) == {
        "found": False,
        "level": None,
        "reason": "identifier-invalid",
    }
    assert not register.calls


def test_the_standards_own_example_is_asked_for(register: Party, identity: Identity) -> None:
    """GB 11643 prints this number; tables of birthplaces that know no 1880 must not refuse it."""
    identity.asks({**LI_LEI, "number": BORN_1880})
    assert register.asked()[0][1]["number"] == BORN_1880


@pytest.mark.parametrize("number", [" 11010519491231002x ", "１１０１０５１９４９１２３１００２X"])
def test_a_number_is_read_as_people_write_it(register: Party, identity: Identity, number: str) -> None:
    """Small x, blanks and an input method's wide digits are not a mistake."""
    identity.asks({"name": " 李雷 ", "number": number})
    assert register.asked()[0][1] == LI_LEI


def test_a_token_for_another_is_refused_without_asking(register: Party, identity: Identity) -> None:
    """What this service cannot open it does not guess."""
    token = seal(new_key_pair()[1], LI_LEI)
    assert identity.asks_token(token) == {"found": False, "level": None, "reason": "identity-unreadable"}
    assert not register.calls


@pytest.mark.parametrize("status", [400, 422])
def test_a_question_the_register_will_not_have_is_refused(register: Party, identity: Identity, status: int) -> None:
    """Asking the same again would not help."""
    register.says({"error": "no"}, status)
    assert identity.asks(LI_LEI) == {"found": False, "level": None, "reason": "register-refused"}


@pytest.mark.parametrize("status", [404, 409, 410, 429, 503])
def test_a_register_in_trouble_is_asked_again_later(register: Party, identity: Identity, status: int) -> None:
    """Such a status speaks of the register or of our access to it, not of the person."""
    register.says({"found": False, "match": False}, status)
    with pytest.raises(OutsideUnavailable, match=str(status)):
        identity.asks(LI_LEI)


@pytest.mark.parametrize("said", [{}, {"found": "true", "match": 1}, {"found": True}])
def test_half_an_answer_is_no_answer(register: Party, identity: Identity, said: object) -> None:
    """It is asked again later, and nobody is refused for it."""
    register.says(said)
    with pytest.raises(OutsideUnavailable, match="found"):
        identity.asks(LI_LEI)


def test_a_register_that_does_not_answer_in_time_is_asked_again_later(register: Party, identity: Identity) -> None:
    """The wait is bounded by the setting."""
    register.delay = 1.0
    began = time.monotonic()
    with pytest.raises(OutsideUnavailable):
        identity.asks(LI_LEI)
    assert time.monotonic() - began < 0.9


def test_no_error_names_the_person(register: Party, identity: Identity) -> None:
    """Errors are logged and parked; names and numbers must not go there."""
    register.says(LI_LEI, 503)
    with pytest.raises(OutsideUnavailable) as caught:
        identity.asks(LI_LEI)
    register.says(json.dumps(LI_LEI, ensure_ascii=False).encode())
    with pytest.raises(OutsideUnavailable) as other:
        identity.asks(LI_LEI)
    for text in (str(caught.value), str(other.value)):
        assert not any(part in text for part in LI_LEI.values())


@pytest.mark.parametrize("content", [None, "", "not a key", new_key_pair()[1]])
def test_identity_does_not_start_without_its_private_key(tmp_path: Path, content: str | None) -> None:
    """Missing, empty, rubbish, or the public one by mistake: said before the first citizen is refused for it."""
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SettingMissing, match="IDENTITY_UNSEALING_KEY"):
        with_secrets(Settings("http://127.0.0.1:9", file, KEY), MemoryStore())

"""What an applicant sealed is looked into before a case joins others: is it theirs, and under which name?"""

from pathlib import Path
from typing import Any

import pytest

from services.chassis.contracts import Contracts
from services.chassis.errors import SettingMissing
from services.chassis.sealed import new_key_pair, pseudonym, seal
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.party import listening
from services.identity.effects import read_levels, with_secrets
from services.identity.person_messages import Claim, VerifyPerson
from services.identity.settings import Settings

KEY = "persons have names on the bus under this"
NUMBER, FORMER, OTHER = "11010519491231002X", "110105491231002", "440524188001010014"
PERSON = pseudonym(KEY.encode(), NUMBER)
LI_LEI = {"name": "李雷", "number": NUMBER}
CONTRACTS = Contracts.load()
PRIVATE, PUBLIC = new_key_pair()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A service that can open what is sealed for it."""
    file = tmp_path / "identity.private.pem"
    file.write_text(PRIVATE)
    return Settings("http://127.0.0.1:9", file, KEY, register_timeout=0.3)


def claim(settings: Settings, applicant: dict[str, Any], person: str = PERSON, public: str = PUBLIC) -> Claim:
    """What the service finds in it."""
    command = VerifyPerson(person, "530000", "case-530000-A", seal(public, applicant))
    (completed,) = with_secrets(settings, MemoryStore())[0][VerifyPerson]([command])
    assert isinstance(completed, VerifyPerson)
    return completed.claim


def test_a_number_must_give_the_persons_own_name_on_the_bus(settings: Settings) -> None:
    """Otherwise somebody speaks for somebody else, and it is refused before anybody is asked."""
    assert claim(settings, LI_LEI).fault is None
    assert claim(settings, {**LI_LEI, "number": OTHER}).fault == "identity-forged"
    assert claim(settings, LI_LEI, person="person-0123456789abcdef01234567").fault == "identity-forged"


def test_the_former_number_is_the_same_persons(settings: Settings) -> None:
    """15 digits and 18 are one person, under one digest of number and name."""
    assert claim(settings, {**LI_LEI, "number": FORMER}) == claim(settings, LI_LEI)


@pytest.mark.parametrize(
    ("applicant", "fault"), [({"name": "李雷", "number": "110105194912310021"}, "identifier-invalid"), ({}, None)]
)
def test_a_number_that_cannot_be_is_nobodys(settings: Settings, applicant: dict[str, Any], fault: str | None) -> None:
    """Nor is none at all."""
    assert claim(settings, applicant).fault == (fault or "identifier-invalid")


def test_what_is_sealed_for_another_is_refused(settings: Settings) -> None:
    """What this service cannot open it does not guess."""
    assert claim(settings, LI_LEI, public=new_key_pair()[1]).fault == "identity-unreadable"


def test_two_names_have_two_digests_that_tell_nothing_without_the_key(settings: Settings) -> None:
    """Keyed: nobody without the key can try names."""
    one, other = claim(settings, LI_LEI), claim(settings, {**LI_LEI, "name": "李磊"})
    assert one.name != other.name
    assert one == claim(settings, {"name": " 李雷 ", "number": NUMBER.lower(), "phone": "13800138000"})


def test_identity_does_not_start_without_the_key_or_the_levels(settings: Settings, tmp_path: Path) -> None:
    """Said before the first citizen is refused for it."""
    with pytest.raises(SettingMissing, match="IDENTITY_PSEUDONYM_KEY"):
        with_secrets(Settings("http://127.0.0.1:9", settings.unsealing_key, "short"), MemoryStore())
    with pytest.raises(SettingMissing, match="IDENTITY_LEVELS"):
        read_levels(tmp_path / "none.json")


def test_levels_have_names_that_an_operator_may_change(settings: Settings) -> None:
    """Data, not code."""
    names = read_levels(settings.levels).names
    assert [name.zh for name in names] == [
        "未核验等级",
        "初级实名",
        "中级实名",
        "高级实名",
    ]


def asked(settings: Settings, effect: str, applicant: dict[str, Any]) -> dict[str, Any]:
    """The adapter's answer, which keeps to its contract."""
    intent = {"applicant_sealed": seal(PUBLIC, applicant), "round": 2}
    CONTRACTS.check_strict(effect, intent)
    answer = with_secrets(settings, MemoryStore())[1][effect]({**intent, "subject": PERSON, "message": "intent-1"})
    CONTRACTS.check_strict(answer.type, answer.data)
    return {name: answer.data[name] for name in ("level", "reason") if name in answer.data}


def test_a_bank_compares_four_things(settings: Settings) -> None:
    """Name, number, card and the telephone known to the bank; without a card, or a bank, nothing is compared."""
    whole = {**LI_LEI, "card": "6222 0212 3456 7890", "phone": "13800138000"}
    with listening() as bank:
        able = Settings("http://127.0.0.1:9", settings.unsealing_key, KEY, bank_url=bank.url, register_timeout=0.3)
        bank.says({"match": True})
        assert asked(able, "identity.ask-bank.v1", whole) == {"level": 3}
        bank.says({"match": False})
        assert asked(able, "identity.ask-bank.v1", whole) == {"level": None, "reason": "bank-card-mismatch"}
        assert len(bank.calls) == 2
        assert asked(able, "identity.ask-bank.v1", LI_LEI) == {"level": None, "reason": "bank-card-missing"}
        assert len(bank.calls) == 2
    assert asked(settings, "identity.ask-bank.v1", whole) == {"level": None, "reason": "bank-card-missing"}


def test_an_organisation_is_asked_of_its_own_register(settings: Settings) -> None:
    """法人库: by credit code and name."""
    with listening() as register:
        register.says({"found": True, "match": True})
        able = Settings(register.url, settings.unsealing_key, KEY, register_timeout=0.3)
        company = {"name": "深圳市某某公司", "number": "914403001922038216"}
        assert asked(able, "identity.ask-register.v1", company) == {"level": 2}
        assert register.asked()[0][:2] == (
            "/compare-organisation",
            {"uscc": company["number"], "name": company["name"]},
        )


def test_a_rare_name_that_does_not_match_is_for_a_clerk(settings: Settings) -> None:
    """生僻字: registers spell them each in its own way."""
    with listening() as register:
        register.says({"found": True, "match": False})
        able = Settings(register.url, settings.unsealing_key, KEY, register_timeout=0.3)
        rare, common = {**LI_LEI, "name": "李𠮷"}, LI_LEI
        assert asked(able, "identity.ask-register.v1", rare)["reason"] == "name-rare"
        assert asked(able, "identity.ask-register.v1", common)["reason"] == "name-mismatch"

"""Personal data at rest: under a key of the person's own, which can be destroyed; commits hold nothing else of it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.chassis.contracts import Contracts
from services.chassis.definition import Effect, Fact
from services.chassis.sealed import Unreadable, new_key_pair, pseudonym, seal, unseal
from services.chassis.testing.inherited import Line
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.party import listening
from services.identity.effects import with_secrets
from services.identity.person_messages import ErasePerson, VerifyPerson
from services.identity.safe import Safe
from services.identity.service import DEFINITION
from services.identity.settings import Settings

KEY = "persons have names on the bus under this"
LI_LEI = {"name": "李雷", "number": "11010519491231002X", "phone": "13800138000"}
PERSON = pseudonym(KEY.encode(), LI_LEI["number"])
PRIVATE, PUBLIC = new_key_pair()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A service that can open what is sealed for it."""
    file = tmp_path / "identity.private.pem"
    file.write_text(PRIVATE)
    return Settings("http://127.0.0.1:9", file, KEY, register_timeout=0.3)


@pytest.fixture
def line(settings: Settings) -> Line:
    """Identity's rounds over a store in memory, which holds the persons' keys too."""
    return Line(DEFINITION, Contracts.load())


def completed(settings: Settings, line: Line, command: Any) -> Any:
    """As the service hands it to its decider."""
    facts: Mapping[type, Fact]
    facts, _ = with_secrets(settings, line.store)
    return facts[type(command)]([command])[0]


def apply(settings: Settings, line: Line, number: int, applicant: Mapping[str, str] = LI_LEI) -> None:
    """A case asks about the person."""
    case = f"case-530000-{number:020}"
    line.deliver(number, completed(settings, line, VerifyPerson(PERSON, "530000", case, seal(PUBLIC, applicant))))


def stored(line: Line) -> list[str]:
    """Every sealed text in the commits, events and messages alike."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(value[name] for name in value if name == "applicant_sealed" and value[name])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(json.loads(json.dumps(line.commits())))
    return found


def test_what_is_stored_only_the_persons_own_key_opens(settings: Settings, line: Line) -> None:
    """Not the service's own: it opens what comes, not what is kept."""
    apply(settings, line, 1)
    texts = stored(line)
    assert len(texts) == 2  # the event, and the question to the register
    for text in texts:
        with pytest.raises(Unreadable):
            unseal(PRIVATE, text)
        assert Safe(settings, line.store).opened(PERSON, text) == LI_LEI


def test_nothing_readable_of_the_person_stands_in_the_store(settings: Settings, line: Line) -> None:
    """Neither name nor number nor telephone, nor the person's key."""
    apply(settings, line, 1)
    kept = repr(line.commits()) + repr(line.store.read_secrets([PERSON]))
    assert not any(text in kept for text in LI_LEI.values())


def test_erasure_makes_every_commit_unreadable(settings: Settings, line: Line) -> None:
    """The commits stand, and their chain holds; nobody can open them any more."""
    apply(settings, line, 1)
    before = stored(line)
    line.deliver(2, completed(settings, line, ErasePerson(PERSON, "asked-for")))
    assert line.store.read_secrets([PERSON]) == {}
    assert stored(line) == before
    for text in before:
        with pytest.raises(Unreadable):
            Safe(settings, line.store).opened(PERSON, text)


def test_after_an_erasure_verification_starts_anew_under_another_key(settings: Settings, line: Line) -> None:
    """What was erased stays so."""
    apply(settings, line, 1)
    old = stored(line)[0]
    line.deliver(2, completed(settings, line, ErasePerson(PERSON, "asked-for")))
    apply(settings, line, 3)
    safe = Safe(settings, line.store)
    with pytest.raises(Unreadable):
        safe.opened(PERSON, old)
    assert safe.opened(PERSON, stored(line)[-1]) == LI_LEI


def test_a_forged_applicant_is_not_even_kept(settings: Settings, line: Line) -> None:
    """It is somebody else's personal data."""
    apply(settings, line, 1, {**LI_LEI, "number": "440524188001010014"})
    assert stored(line) == []
    assert line.store.read_secrets([PERSON]) == {}


def test_one_person_has_one_key_whoever_makes_it_first(settings: Settings) -> None:
    """Two replicas, and two cases in one batch."""
    store = MemoryStore()
    commands = [VerifyPerson(PERSON, "530000", f"case-530000-{n:020}", seal(PUBLIC, LI_LEI)) for n in range(3)]
    safes = [Safe(settings, store), Safe(settings, store)]
    locked = [*safes[0].looked_into(commands[:2]), *safes[1].looked_into(commands[2:])]
    assert [safes[1].opened(PERSON, one.applicant_sealed) for one in locked] == [LI_LEI] * 3


def test_the_register_is_asked_with_what_the_person_key_opens(settings: Settings, line: Line) -> None:
    """And with what an older commit still holds sealed for the service."""
    effects: Mapping[str, Effect]
    with listening() as register:
        register.says({"found": True, "match": True})
        _, effects = with_secrets(replace(settings, register_url=register.url), line.store)
        apply(settings, line, 1)
        for token in (stored(line)[0], seal(PUBLIC, LI_LEI)):
            intent = {"applicant_sealed": token, "round": 1, "subject": PERSON, "message": "intent-1"}
            assert effects["identity.ask-register.v1"](intent).data["level"] == 2
        assert [question for _, question, _ in register.asked()] == [
            {"number": LI_LEI["number"], "name": LI_LEI["name"]}
        ] * 2

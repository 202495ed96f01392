"""法定代表人: a claim is looked into before anybody is asked, the register says yes or no, and grants know of it."""

from pathlib import Path
from typing import Any

import pytest

from services.chassis import clock, codec
from services.chassis.commits import Commit
from services.chassis.contracts import Contracts
from services.chassis.projections import Projector
from services.chassis.runtime import ReadViews
from services.chassis.sealed import new_key_pair, pseudonym, seal
from services.chassis.testing.inherited import played
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.party import listening
from services.chassis.vocabulary import OutsideUnavailable
from services.identity.effects import with_secrets
from services.identity.mandate_messages import GrantMandate, RevokeMandate
from services.identity.organisation_messages import ConfirmRepresentative
from services.identity.service import DEFINITION
from services.identity.settings import Settings
from tests.identity.mandate_samples import GRANT, GRANTED_AT
from tests.identity.organisation_samples import COMPANY_GRANT, HAN, OF_RECORD, taken_back
from tests.identity.scenarios import SCENARIOS

KEY = "persons have names on the bus under this"
USCC, NUMBER, OTHER = "914403001922038216", "11010519491231002X", "440524188001010014"
COMPANY = {"organisation": {"name": "深圳市某某公司", "number": USCC}}
CLAIM = {**COMPANY, "representative": {"name": "韩梅梅", "number": NUMBER}}
ORGANISATION = pseudonym(KEY.encode(), USCC, "organisation")
PERSON = pseudonym(KEY.encode(), NUMBER)
CONTRACTS = Contracts.load()
PRIVATE, PUBLIC = new_key_pair()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A service that can open what is sealed for it."""
    file = tmp_path / "identity.private.pem"
    file.write_text(PRIVATE)
    return Settings("http://127.0.0.1:9", file, KEY, register_timeout=0.3)


def looked_into(settings: Settings, claim: Any, store: MemoryStore, **other: Any) -> Any:
    """The claim as the decider is given it."""
    names: dict[str, Any] = {"subject": ORGANISATION, "person": PERSON, **other}
    command = ConfirmRepresentative(at=GRANTED_AT, claim_sealed=seal(PUBLIC, claim), level=3, **names)
    (completed,) = with_secrets(settings, store)[0][ConfirmRepresentative]([command])
    return completed


def test_a_claim_names_the_organisation_and_the_person_who_makes_it(settings: Settings) -> None:
    """Both by their numbers; and it is locked for that person before it is stored."""
    completed = looked_into(settings, CLAIM, MemoryStore())
    assert completed.fault is None
    assert len(completed.claim_sealed.split(".")) == 5


@pytest.mark.parametrize(
    ("claim", "other", "fault"),
    [
        ({**CLAIM, "representative": {"name": "李雷", "number": OTHER}}, {}, "identity-forged"),
        (CLAIM, {"subject": "organisation-0123456789abcdef01234567"}, "identity-forged"),
        ({**CLAIM, "organisation": {"name": "某某", "number": NUMBER}}, {}, "identifier-invalid"),
        ({**CLAIM, "organisation": {"name": "某某", "number": "914403001922038217"}}, {}, "identifier-invalid"),
        ({**CLAIM, "representative": {"name": "某某", "number": USCC}}, {}, "identifier-invalid"),
        (COMPANY, {}, "identity-unreadable"),
        ({**CLAIM, "organisation": "深圳市某某公司"}, {}, "identity-unreadable"),
    ],
)
def test_a_claim_in_anothers_name_asks_nobody(
    settings: Settings, claim: dict[str, Any], other: dict[str, str], fault: str
) -> None:
    """Nor one that cannot be; and nothing of it is kept."""
    completed = looked_into(settings, claim, MemoryStore(), **other)
    assert (completed.fault, completed.claim_sealed) == (fault, "")


def asked(settings: Settings, store: MemoryStore) -> dict[str, Any]:
    """The adapter's answer, which keeps to its contract."""
    intent = {"claim_sealed": looked_into(settings, CLAIM, store).claim_sealed, "person": PERSON, "round": 1}
    CONTRACTS.check_strict("identity.ask-representative.v1", intent)
    adapter = with_secrets(settings, store)[1]["identity.ask-representative.v1"]
    answer = adapter({**intent, "subject": ORGANISATION, "message": "intent-1"})
    CONTRACTS.check_strict(answer.type, answer.data)
    return dict(answer.data)


def test_the_register_compares_and_is_never_read(settings: Settings) -> None:
    """Yes holds for some days; whatever else it says is a no that tells not which of it does not fit."""
    with listening() as register:
        able = Settings(register.url, settings.unsealing_key, KEY, register_timeout=0.3)
        register.says({"found": True, "match": True, "represents": True})
        yes = asked(able, MemoryStore())
        assert yes["represents"]
        assert yes["expires_at"] > clock.now_stamp()
        question = {"uscc": USCC, "name": "深圳市某某公司", "representative": {"number": NUMBER, "name": "韩梅梅"}}
        assert register.asked()[0][:2] == ("/compare-organisation", question)
        for no in ((True, True, False), (True, False, True), (False, False, False)):
            register.says(dict(zip(("found", "match", "represents"), no, strict=True)))
            assert asked(able, MemoryStore())["reason"] == "not-representative"


def test_an_answer_that_says_nothing_of_the_representative_is_asked_for_again(settings: Settings) -> None:
    """A register of old makes nobody a representative."""
    with listening() as register:
        register.says({"found": True, "match": True})
        with pytest.raises(OutsideUnavailable):
            asked(Settings(register.url, settings.unsealing_key, KEY, register_timeout=0.3), MemoryStore())


def test_who_was_erased_is_not_asked_about(settings: Settings) -> None:
    """Without the person's key nobody reads the claim."""
    store = MemoryStore()
    sealed = looked_into(settings, CLAIM, store).claim_sealed
    store.drop_secrets([PERSON])
    intent = {"claim_sealed": sealed, "person": PERSON, "round": 1, "message": "intent-1", "subject": ORGANISATION}
    said = with_secrets(settings, store)[1]["identity.ask-representative.v1"](intent).data
    assert (said["represents"], said["reason"]) == (False, "identity-unreadable")


def booked(name: str) -> MemoryStore:
    """A store that has what identity keeps of its own words in this scenario."""
    store, line = MemoryStore(), played(DEFINITION, CONTRACTS, SCENARIOS[name])
    commits: list[Commit] = line.commits()
    Projector(store).book(DEFINITION.views, commits)
    return store


def test_grants_and_revocations_know_the_representative_of_record(settings: Settings) -> None:
    """From identity's own words, as long as nothing else was said; a person's own mandates look nothing up."""
    known = DEFINITION.facts(settings, ReadViews(booked("an organisation's representative is confirmed")))
    grant, own = known[GrantMandate]([codec.convert(_bare(COMPANY_GRANT), GrantMandate), GRANT])
    assert grant.representative == OF_RECORD
    assert own.representative is None
    (revocation,) = known[RevokeMandate]([taken_back(known=None)])
    assert revocation.representative.person == HAN

    lost = DEFINITION.facts(settings, ReadViews(booked("the representative of record is one no more")))
    assert lost[GrantMandate]([COMPANY_GRANT])[0].representative is None


def _bare(command: GrantMandate) -> dict[str, Any]:
    """As it arrives."""
    return {name: value for name, value in codec.plain(command).items() if name != "representative"}

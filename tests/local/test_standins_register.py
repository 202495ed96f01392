"""The stand-in register says whether name and number belong together, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.local.standin_process import StandIn, running

DUAN_YU = {"number": "53290119900307001X", "name": "段誉"}
MU_WANQING = {"number": "532901199205120028", "name": "木婉清"}


@pytest.fixture(scope="module")
def register() -> Iterator[StandIn]:
    """A register that knows two people."""
    with running("register") as register:
        assert register.post("/population", {"people": [DUAN_YU, MU_WANQING]}).json() == {"people": 2}
        yield register


def test_name_and_number_that_belong_together_match(register: StandIn) -> None:
    """Found, and the name is right."""
    assert register.post("/compare", DUAN_YU).json() == {"found": True, "match": True}


def test_spaces_and_a_small_x_do_not_matter(register: StandIn) -> None:
    """However the citizen types it, it is the same number."""
    typed = {"number": " 53290119900307001x", "name": "段誉 "}
    assert register.post("/compare", typed).json() == {"found": True, "match": True}


def test_another_persons_name_does_not_match(register: StandIn) -> None:
    """Found, but the name is not this number's."""
    assert register.post("/compare", {**DUAN_YU, "name": "木婉清"}).json() == {"found": True, "match": False}


def test_an_unknown_number_is_not_found(register: StandIn) -> None:
    """Nobody has it: neither found nor a match."""
    unknown = {"number": "11010519491231002X", "name": "段誉"}
    assert register.post("/compare", unknown).json() == {"found": False, "match": False}


def test_seeding_again_changes_nothing(register: StandIn) -> None:
    """The same people twice are the same people."""
    assert register.post("/population", {"people": [DUAN_YU]}).json() == {"people": 2}


def test_a_whole_population_is_taken_in_at_once(register: StandIn) -> None:
    """Twenty thousand people in one request, and each is found."""
    people = [{"number": f"{number:018d}", "name": f"居民{number}"} for number in range(20_000)]
    assert register.post("/population", {"people": people}).json() == {"people": 20_002}
    for one in (people[0], people[9_999], people[-1]):
        assert register.post("/compare", one).json() == {"found": True, "match": True}


COMPANY = {"uscc": "914403001922038216", "name": "深圳市某某公司"}
CARD = {**DUAN_YU, "card": "6222021234567890", "phone": "13800138000"}


def test_organisations_are_known_by_their_credit_code() -> None:
    """法人库: a number of the one register is nothing to the other."""
    with running("register") as register:
        assert register.post("/organisations", {"organisations": [COMPANY]}).json() == {"known": 1}
        assert register.post("/compare-organisation", COMPANY).json() == {"found": True, "match": True}
        other = {**COMPANY, "name": "另一家公司"}
        assert register.post("/compare-organisation", other).json() == {"found": True, "match": False}
        person = {"number": COMPANY["uscc"], "name": COMPANY["name"]}
        assert register.post("/compare", person).json() == {"found": False, "match": False}


def test_a_register_says_whether_somebody_represents_an_organisation() -> None:
    """法定代表人: yes or no, where it is asked; the last one taken in is the one of record, also after a restart."""
    han, li = {"number": "110105194912310021", "name": "韩梅梅"}, {"number": "440524188001010014", "name": "李雷"}

    def says(register: StandIn, company: dict[str, Any], who: dict[str, str]) -> dict[str, Any]:
        said: dict[str, Any] = register.post("/compare-organisation", {**company, "representative": who}).json()
        return said

    with running("register") as register:
        register.post("/organisations", {"organisations": [{**COMPANY, "representative": han}]})
        assert says(register, COMPANY, han) == {"found": True, "match": True, "represents": True}
        assert says(register, COMPANY, {**han, "name": "韩梅"})["represents"] is False
        assert says(register, COMPANY, li)["represents"] is False
        assert says(register, {**COMPANY, "name": "另一家公司"}, han)["represents"] is False
        register.post("/organisations", {"organisations": [{**COMPANY, "representative": li}]})
        assert [says(register, COMPANY, who)["represents"] for who in (han, li)] == [False, True]


@pytest.mark.parametrize("wrong", ["number", "name", "card", "phone"])
def test_a_bank_says_whether_four_things_belong_together_and_not_which_does_not(wrong: str) -> None:
    """四要素."""
    with running("register") as bank:
        bank.post("/cards", {"cards": [CARD]})
        assert bank.post("/bank/verify", CARD).json() == {"match": True}
        assert bank.post("/bank/verify", {**CARD, wrong: "1"}).json() == {"match": False}


def test_a_register_can_be_told_to_contradict_itself_or_to_be_asked_less() -> None:
    """Yes and no in turn; 429 and nothing done; then well again."""
    with running("register") as register:
        register.post("/population", {"people": [DUAN_YU]})
        register.post("/switches", {"mode": "contradictory", "seconds": 60})
        assert [register.post("/compare", DUAN_YU).json()["match"] for _ in range(4)] == [False, True, False, True]
        register.post("/switches", {"mode": "limited", "seconds": 60})
        assert register.post("/compare", DUAN_YU).status_code == 429
        register.post("/switches", {"mode": "well"})
        assert register.post("/compare", DUAN_YU).json() == {"found": True, "match": True}


@pytest.mark.parametrize("question", [{}, {"number": 1, "name": "段誉"}, {"number": "1"}, [], "text"])
def test_a_malformed_question_is_refused(register: StandIn, question: object) -> None:
    """400 with a reason, never an answer about somebody."""
    refused = register.post("/compare", question)
    assert refused.status_code == 400
    assert refused.json()["reason"] == "malformed"


def test_a_restart_keeps_the_people_and_the_file_keeps_no_name(tmp_path: Path) -> None:
    """The journal holds digests: enough to compare, nothing to read."""
    journal = tmp_path / "register.jsonl"
    with running("register", JOURNAL=journal) as register:
        register.post("/population", {"people": [DUAN_YU]})
        register.kill()
        register.start()
        assert register.post("/compare", DUAN_YU).json() == {"found": True, "match": True}
    written = journal.read_text()
    assert "段誉" not in written
    assert DUAN_YU["number"] not in written

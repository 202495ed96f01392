"""Why not: each reason has one code for ever, a text and a remedy in both languages."""

import ast
import json
import re
from collections.abc import Iterator

import pytest

from services.chassis.contracts import FOLDER, Reason
from tests.contracts.suite import CONTRACTS, DEPLOY, SERVICES, literals

ENTRIES = json.loads((FOLDER / "reasons.json").read_text(encoding="utf-8"))
REASONS = CONTRACTS.reasons()
FIELDS = ("reason", "why", "refused", "incident", "fault", "refusal")
"""Names under which code and contracts carry a reason."""


def given_reasons(code: str) -> Iterator[str]:
    """Every text that this code gives as a reason: by keyword, as an entry, compared with, or to a …Refused class."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.keyword(arg=name, value=value) if name in FIELDS:
                yield from _texts(value)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in FIELDS:
                        yield from _texts(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in FIELDS:
                yield from _texts(value)
            case ast.Call(func=ast.Name(id=name), args=[*_, last]) if name.endswith(("Refused", "Rejected", "Expired")):
                yield from _texts(last)


def _texts(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=yes, orelse=no):
            yield from (*_texts(yes), *_texts(no))
        case ast.BoolOp(values=values):
            for one in values:
                yield from _texts(one)
        case _:  # worked out elsewhere: found where it is written down
            return


def test_the_finder_sees_every_way_of_giving_a_reason() -> None:
    """Were it blind, the next test would find nothing and be content."""
    code = """
FeeRefused("one")
FeeRefused(reason="two" if x else "three")
data = {"why": command.reason or "four", "other": "no reason"}
fault = "five"
IssuanceRefused(subject, "six")
"""
    assert sorted(given_reasons(code)) == ["five", "four", "one", "six", "three", "two"]


def test_every_reason_that_a_service_gives_exists() -> None:
    """A refusal whose reason has no text leaves the citizen without an answer."""
    given = {
        (reason, file.relative_to(SERVICES).as_posix())
        for file in SERVICES.rglob("*.py")
        for reason in given_reasons(file.read_text(encoding="utf-8"))
        if reason
    }

    assert len(given) > 10
    assert {where for where in given if where[0] not in REASONS} == set()


def test_every_reason_is_given_by_someone() -> None:
    """A catalogue that lists what nobody says is not read for long."""
    assert REASONS.keys() - literals(SERVICES, DEPLOY) == set()


@pytest.mark.parametrize("reason", REASONS.values(), ids=lambda reason: reason.code)
def test_a_reason_is_complete(reason: Reason) -> None:
    """Text and remedy say what happened and what to do, in Chinese and in English."""
    for words in (reason.text, reason.remedy):
        assert words.keys() == {"zh", "en"}
        assert words["zh"].endswith("。")
        assert words["en"].endswith(".")
        assert "," not in words["zh"]
    assert re.fullmatch(r"[A-Z]{4}-[0-9]{4}", reason.code)
    CONTRACTS.check_strict("payments.collection-refused.v1", {"reason": reason.name})


def test_reasons_are_sorted_and_unique() -> None:
    """One code, one name; by code, so that a diff stays small."""
    codes = [entry["code"] for entry in ENTRIES]

    assert codes == sorted(set(codes))
    assert len(REASONS) == len(ENTRIES)
    assert all(set(entry) == {"code", "name", "text", "remedy"} for entry in ENTRIES)

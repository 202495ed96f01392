"""Why not: each reason has one code for ever, a text and a remedy in both languages."""

import ast
import importlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TypeAlias

import pytest

from deploy.contracts import capabilities
from services.chassis.contracts import FOLDER, Reason
from tests.contracts.suite import CAPABILITIES, CONTRACTS, DEPLOY, SCHEMAS, SERVICES, definition, literals, service_code

ENTRIES = json.loads((FOLDER / "reasons.json").read_text(encoding="utf-8"))
REASONS = CONTRACTS.reasons()
LISTED = capabilities.load(FOLDER)
SILENT = {"portal"}
"""Capabilities that refuse nothing themselves: they pass on what others said."""

FIELDS = ("reason", "why", "refused", "incident", "fault", "refusal")
"""Names under which code and contracts carry a reason."""

OFFICERS_GROUNDS = {
    *("conditions-not-met", "materials-untrue", "materials-insufficient"),
    *("outside-jurisdiction", "already-granted", "interest-of-others"),
    *("certificate-under-inquiry", "inquiry-closed"),
    *("seal-under-inquiry", "seal-replaced", "seal-key-lost"),
    *("certificate-revoked-as-penalty", "licence-withdrawn", "licence-cancelled"),
}
"""Chosen by a person at the portal, not given by any code."""

SAID_BY_REGIONS = {"withdrawn-by-applicant"}
"""A region's own cases may let an applicant withdraw while the fee is due; the national service does not."""

Fields: TypeAlias = Mapping[str, tuple[str, ...]]
"""The fields of a service's dataclasses, in order."""


def given_reasons(code: str, classes: Fields) -> set[str]:
    """Every text that this code gives as a reason: by keyword or place to a class, as an entry, by assignment."""
    found = {text for node in ast.walk(ast.parse(code)) for value in _values(node, classes) for text in _texts(value)}
    return {text for text in found if re.fullmatch(SCHEMAS["types/reason.v1.json"]["pattern"], text)}


def _values(node: ast.AST, classes: Fields) -> Iterator[ast.expr]:
    match node:
        case ast.keyword(arg=name, value=value) if name in FIELDS:
            yield value
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            yield from (value for key, value in pairs if isinstance(key, ast.Constant) and key.value in FIELDS)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in FIELDS:
            yield value
        case ast.Call(func=ast.Name(id=name), args=args) if name in classes:
            yield from (value for field, value in zip(classes[name], args, strict=False) if field in FIELDS)
        case _:
            return


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


def classes_of(capability: str) -> Fields:
    """The dataclasses of its messages."""
    messages = importlib.import_module(f"services.{capability}.messages")
    known = (*vars(messages).values(), *definition(capability).commands, *definition(capability).events)
    found = {value.__name__: value for value in known if isinstance(value, type) and is_dataclass(value)}
    return {name: tuple(field.name for field in fields(value)) for name, value in found.items()}


def test_the_finder_sees_every_way_of_giving_a_reason() -> None:
    """Were it blind, the next test would find nothing and be content."""
    code = """
FeeRefused("one")
FeeRefused(reason="two" if x else "three")
data = {"why": command.reason or "four", "other": "no-reason"}
fault = "five"
ApplicationRefused(subject, "six", "acceptance")
told = {"reason": "a sentence is no name of a reason"}
"""
    classes = {"FeeRefused": ("reason",), "ApplicationRefused": ("subject", "reason", "stage")}

    assert given_reasons(code, classes) == {"one", "two", "three", "four", "five", "six"}


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_reason_that_a_service_gives_exists(capability: str) -> None:
    """A refusal whose reason has no text leaves the citizen without an answer."""
    classes = classes_of(capability) if LISTED[capability].streams else {}
    folder = service_code(capability)
    given = {
        (file.relative_to(folder).as_posix(), reason)
        for file in folder.rglob("*.py")
        for reason in given_reasons(file.read_text(encoding="utf-8"), classes)
    }

    assert given or capability in SILENT
    assert {(file, reason) for file, reason in given if reason not in REASONS} == set()


def test_every_reason_is_given_by_someone() -> None:
    """A catalogue that lists what nobody says is not read for long."""
    others = OFFICERS_GROUNDS | SAID_BY_REGIONS

    assert REASONS.keys() - literals(SERVICES, DEPLOY) - others == set()
    assert others <= REASONS.keys()


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

"""What docs/features.md and docs/journeys.md claim is shown by tests, and every journey of a law is claimed."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEATURES, JOURNEYS = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("features.md", "journeys.md"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
CLAIMS = sorted(set(NAMED.findall(FEATURES + JOURNEYS)))
LAWS = sorted((ROOT / "tests/journeys").glob("test_*_law.py"))


def functions_of(file: Path) -> set[str]:
    """The names of its functions."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("file", "test"), CLAIMS, ids=["::".join(filter(None, claim)) for claim in CLAIMS])
def test_every_test_that_is_named_exists(file: str, test: str) -> None:
    """A feature is shown by a test that is there under that name."""
    tests = functions_of(ROOT / file)
    assert test in tests if test else any(name.startswith("test_") for name in tests)


@pytest.mark.parametrize("file", LAWS, ids=[file.name for file in LAWS])
def test_every_journey_stands_beside_the_sentence_that_it_shows(file: Path) -> None:
    """Whoever adds a journey says in docs/journeys.md what of the law it walks."""
    named = {test for claimed, test in NAMED.findall(JOURNEYS) if (ROOT / claimed) == file}
    assert {name for name in functions_of(file) if name.startswith("test_")} <= named


def test_every_sentence_has_a_journey() -> None:
    """A row without a test is a wish."""
    rows = [row for row in JOURNEYS.splitlines() if row.startswith("| ") and "**" not in row][1:]
    assert len(rows) > len(LAWS)
    assert [row for row in rows if not NAMED.search(row)] == []

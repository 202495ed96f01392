"""docs/features.md claims nothing that no test shows."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
CLAIMS = sorted(set(NAMED.findall((ROOT / "docs/features.md").read_text(encoding="utf-8"))))


@pytest.mark.parametrize(("file", "test"), CLAIMS, ids=["::".join(filter(None, claim)) for claim in CLAIMS])
def test_every_test_that_is_named_exists(file: str, test: str) -> None:
    """A feature is shown by a test that is there under that name."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert test in tests if test else any(name.startswith("test_") for name in tests)

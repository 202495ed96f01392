"""Time, ids and randomness come in as data; nothing connects at import; nothing is printed."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import SERVICES, imports, shown, tree

CLOCK = SERVICES / "chassis" / "clock.py"
ALLOWED = {
    "random": {"services/chassis/tracing.py"},
    "secrets": {"services/chassis/sealed.py"},
    "os.environ": {
        "services/chassis/crash_points.py",
        "services/chassis/green.py",
        "services/chassis/host.py",
        "services/chassis/layout.py",
        "services/chassis/tracing.py",
        "services/identity/sso/__main__.py",
        "services/portal/api/__main__.py",
    },
}
"""Trace ids are random by standard; keys by need; the environment is read at the door only; green.py tells eventlet."""

FORBIDDEN_CALLS = {
    *("datetime.now", "datetime.utcnow", "date.today", "time.time", "time.monotonic"),
    *("uuid4", "uuid.uuid4"),
}

FILES = [path for path in sorted(SERVICES.rglob("*.py")) if path != CLOCK and "testing" not in path.parts]


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_only_the_clock_asks_the_time_or_makes_ids(path: Path) -> None:
    """A decision replayed tomorrow must come out as it did today."""
    called = {_dotted(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}

    assert not called & FORBIDDEN_CALLS


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_randomness_and_environment_stay_at_the_door(path: Path) -> None:
    """Each has its few places, named here."""
    used = {"random", "secrets"} & imports(path)
    if any(_dotted(node) == "os.environ" for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)):
        used.add("os.environ")

    assert {name for name in used if shown(path) not in ALLOWED[name]} == set()

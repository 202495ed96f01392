"""A process that was told where to die dies there, by SIGKILL, and nowhere else."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.chassis import crash_points
from services.chassis.errors import CannotStart

ROOT = Path(__file__).parents[2]
WALK = """
from services.chassis import crash_points
for _ in range(3):
    crash_points.reached("after-decide")
    crash_points.reached("after-commit")
    print("further", flush=True)
"""


def walk(where: str | None) -> subprocess.CompletedProcess[str]:
    """A process that comes to two points in turn, three times."""
    environment = {name: value for name, value in os.environ.items() if name != crash_points.SETTING}
    told = {} if where is None else {crash_points.SETTING: where}
    command = [sys.executable, "-c", WALK]
    given = {**environment, **told, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(("where", "times"), [("after-decide", 0), ("after-commit:1", 0), ("after-decide:3", 2)])
def test_it_dies_where_it_was_told_to(where: str, times: int) -> None:
    """At the nth time, the first unless it is said."""
    died = walk(where)

    assert died.returncode == -signal.SIGKILL
    assert died.stdout.count("further") == times


@pytest.mark.parametrize("where", [None, "", "after-publish", "after-commit:4"])
def test_it_lives_when_it_never_comes_there(where: str | None) -> None:
    """Nothing set, another point, or not often enough."""
    lived = walk(where)

    assert (lived.returncode, lived.stdout.count("further")) == (0, 3)


@pytest.mark.parametrize("where", ["after-lunch", "after-commit:soon", "after-commit:-1"])
def test_a_point_that_does_not_exist_is_refused(where: str) -> None:
    """A misspelt point would make a fault run that injects nothing."""
    with pytest.raises(CannotStart, match="after-commit"):
        crash_points.read({crash_points.SETTING: where})

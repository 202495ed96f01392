"""Logs: one JSON object a line, with what one looks for, and nothing that anybody happened to attach."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from services.chassis.logs import JsonLines


def line(text: str, *arguments: object, level: int = logging.INFO, error: bool = False, **extra: Any) -> dict[str, Any]:
    """One log line, read again; it must be one line."""
    record = logging.LogRecord(
        "services.teahouse", level, __file__, 1, text, arguments, sys.exc_info() if error else None
    )
    record.__dict__.update(extra)
    written = JsonLines("teahouse").format(record)
    assert "\n" not in written
    read: dict[str, Any] = json.loads(written)
    return read


def test_a_line_says_when_who_and_what() -> None:
    """Chinese stays legible."""
    said = line("%d cups of %s", 3, "铁观音", level=logging.WARNING)

    assert said.pop("at").endswith("Z")
    assert said == {
        "level": "warning",
        "service": "teahouse",
        "logger": "services.teahouse",
        "text": "3 cups of 铁观音",
    }


def test_case_and_trace_are_told_and_what_nobody_asked_for_is_not() -> None:
    """A line is found by its case; what else hangs on a record might be personal."""
    said = line(
        "parked", case="case-530000-7", trace="00-1-2-01", type="a.b.v1", queue="q", reason="bug", name_of="王芳"
    )

    assert {name: said[name] for name in ("case", "trace", "type", "queue", "reason")} == {
        "case": "case-530000-7",
        "trace": "00-1-2-01",
        "type": "a.b.v1",
        "queue": "q",
        "reason": "bug",
    }
    assert "王芳" not in json.dumps(said, ensure_ascii=False)


def test_an_error_is_told_on_the_same_line() -> None:
    """With its way through the code."""
    said = {}
    try:
        assert 1 / 0
    except ZeroDivisionError:
        said = line("it\nbroke", error=True)

    assert said["text"] == "it\nbroke"
    assert "ZeroDivisionError: division by zero" in said["error"]
    assert "test_logs.py" in said["error"]


PROCESS = """
import logging
from services.chassis import logs
logs.configure("teahouse")
log = logging.getLogger("nameko.containers")
log.error("error handling worker")
log.critical("thread exited with error")
logging.getLogger("services.chassis.host").warning("the batch waits")
"""


def test_a_failure_that_is_waited_for_is_told_once_and_a_death_is_told() -> None:
    """The framework's own report of a worker is left out: the host says it, without a traceback a second."""
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", PROCESS], cwd=root, capture_output=True, text=True, check=True)

    told = [json.loads(one)["text"] for one in ran.stderr.splitlines()]
    assert told == ["thread exited with error", "the batch waits"]

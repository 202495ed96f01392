"""Small files, small functions, plain names."""

import ast
import statistics
from pathlib import Path

import pytest

from tests.architecture.source import functions, python_files, shown

FILE_LINES = 250
FUNCTION_LINES = 40
MEDIAN_FUNCTION_LINES = 10

VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

FILES = python_files("services", "deploy", "tests")


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    """No file is longer than 250 lines, no function longer than 40, and no name says nothing."""
    long_ones = [function.name for function in functions(path) if _lines(function) > FUNCTION_LINES]

    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES
    assert long_ones == []
    assert path.stem not in VAGUE
    assert path.parent.name not in VAGUE


def test_most_functions_are_much_smaller_than_they_may_be() -> None:
    """The bound is for the exception; the median says how the house is built."""
    sizes = [_lines(function) for path in python_files("services", "deploy") for function in functions(path)]

    assert statistics.median(sizes) <= MEDIAN_FUNCTION_LINES

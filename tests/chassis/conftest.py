"""An exam cannot be skipped: whoever tries fails."""

from collections.abc import Generator

import pytest

from services.chassis.testing.bus_exam import BusExam
from services.chassis.testing.store_exam import StoreExam


def is_exam(item: pytest.Item) -> bool:
    """Whether this is a question of an exam."""
    return isinstance(item, pytest.Function) and item.cls is not None and issubclass(item.cls, BusExam | StoreExam)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped question counts as failed."""
    report = yield
    if is_exam(item) and (report.skipped or hasattr(report, "wasxfail")):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: a question of an exam was skipped"
    return report

"""What operators do with a running machine."""

import os
import signal

from deploy.local.probe import wait_until
from deploy.local.suite import BESIDE, SERVICES, STAND_INS
from tests.journeys.town import Town
from tests.journeys.travel import GUANGDONG, YUNNAN, Travel

PAID = {"issuing", "delivery", "collection", "closed"}
"""Stages in which a case can be seen once its fee is paid; a quick one is seen in few of them."""


def test_a_second_up_changes_nothing(town: Town) -> None:
    """Every process is the one that it was."""
    before = town.pids()
    town.tongban("up")
    assert town.pids() == before
    assert set(before) == {"rabbitmq", "epmd", "store", *STAND_INS, *SERVICES, *BESIDE}


def test_status_shows_that_everything_can_work(town: Town) -> None:
    """Every process runs and is ready, and nothing is parked."""
    lines = {line.split()[0]: line.split() for line in town.tongban("status").splitlines()}
    for name in ("rabbitmq", "store"):
        assert lines[name][2] == "running"
    for name in (*STAND_INS, *SERVICES, *BESIDE):
        assert lines[name][2] == "yes"
    for name in SERVICES:
        assert lines[name][5] == "0", "messages are parked"


def test_verify_says_what_is_wrong(town: Town) -> None:
    """All is well; one document changed by hand is named, and the exit code says so; put right, all is well again."""
    town.settle()
    town.tongban("verify")
    with town.tampered("catalogue") as commit:
        assert f"{commit}: was changed after it was written" in town.tongban("verify", expected=1)
    town.tongban("verify")


def test_services_that_were_killed_are_started_by_up_and_their_cases_end(town: Town) -> None:
    """Two services die in the middle of it; what had begun comes to its end, once."""
    travel = Travel(town, "killed", [YUNNAN, GUANGDONG], each=10)
    before = town.pids()
    with travel.under_way():
        assert wait_until(lambda: not PAID.isdisjoint(travel.stages.values()), 60), travel.stages
        for name in ("cases", "payments"):
            os.kill(before[name] or 0, signal.SIGKILL)
        assert wait_until(lambda: town.pids()["payments"] is None, 10)
        town.tongban("up")
    after = town.pids()
    assert {name for name in after if after[name] != before[name]} == {"cases", "payments"}
    findings = travel.audited()
    assert (findings.lost, findings.doubled, findings.faults) == ([], [], [])
    assert findings.outcomes == {"closed": 20}

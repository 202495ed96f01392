"""The main job: everything on this machine, cases through every service. Started as a user starts it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from deploy.cli.walking import opened
from deploy.local.home import CHECKOUT, Home
from deploy.local.job.travels import ENDS
from deploy.local.machine import Machine
from deploy.local.suite import PORTAL_API, SERVICES
from tests.bench.figures import Figure, rounded
from tests.bench.handled import hops_by_type
from tests.bench.pace import Ended, pace
from tests.bench.session import Tell

TONGBAN = (sys.executable, "-c", "from deploy.cli.main import main; main()")
WITHIN = 600.0
"""Seconds for any one command."""

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Bench:
    """One machine of the bench's own."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Neither the user's machine, nor his broker, nor his store."""
        given = {name: value for name, value in os.environ.items() if name not in ("AMQP_URI", "MONGODB_URI")}
        return {**given, "TONGBAN_HOME": str(self.folder), "PYTHONPATH": str(CHECKOUT), "PYTHONWARNINGS": "ignore"}

    @property
    def machine(self) -> Machine:
        """To look at."""
        return Machine(Home(self.folder), self.environment)

    def tongban(self, *arguments: str) -> str:
        """What a command of `tongban` says on its standard output; raises RuntimeError when it fails."""
        command = (*TONGBAN, *arguments)
        given = self.environment
        done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=WITHIN, check=False)
        if done.returncode:
            raise RuntimeError(f"tongban {' '.join(arguments)}: {done.stderr[-3000:]}{done.stdout[-1000:]}")
        return done.stdout

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU by process until now; `applicants` is the run itself, which plays them and the officers."""
        children = os.times()
        seconds = {"applicants": children.children_user + children.children_system}
        for name, process in _processes(self.machine).items():
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                seconds[name] = times.user + times.system
        return seconds


def main_job(folder: Path, cases: int, tell: Tell) -> tuple[list[Figure], dict[str, Any]]:
    """Up, a run, a look at every process and at the store of the cases, down."""
    bench = Bench(folder)
    try:
        tell("main job: tongban up")
        begun = time.perf_counter()
        bench.tongban("up")
        ready = time.perf_counter() - begun
        before, hops = bench.cpu(), hops_by_type(bench.machine)
        tell(f"main job: {cases} cases")
        summary = json.loads(bench.tongban("run", "--cases", str(cases)).splitlines()[-1])
        details = {
            "summary": summary,
            "hops_by_type_per_case": _per_case(hops_by_type(bench.machine), hops, cases),
            "cpu_ms_per_case": _per_case(bench.cpu(), before, cases, scale=1000),
        }
        return [*_throughput(bench.machine, summary), *_rss(bench.machine), _ready(ready)], details
    finally:
        tell("main job: tongban down")
        bench.tongban("down")


def _throughput(machine: Machine, summary: Mapping[str, Any]) -> list[Figure]:
    waited = _waited(machine)
    with opened(machine.mongodb_uri, "cases") as store:
        ended = [_ended(stream) for stream in store.walk() if _number(stream) not in waited]
    found = pace(one for one in ended if one is not None)
    detail = (
        f"{found.cases} cases ended within {found.seconds:.1f} s of the first application; the {len(waited)} whose "
        f"order ran out are not among them, which only wait {machine.environment.get('ORDER_SECONDS', '30')} s; "
        f"whole run {summary['seconds']} s; the middle eight tenths at {found.middle:.1f}/s"
    )
    wrong = summary["lost"] + summary["doubled"] + summary["open"]
    return [
        Figure("cases_per_second", rounded(found.rate), least=40, aim=100, unit="1/s", detail=detail),
        Figure("hops_per_case", summary["hops_per_case"], detail="messages handled by all services; types in the file"),
        Figure("lost_doubled_or_open", wrong, most=0, detail="what the audit of every store found"),
    ]


def _waited(machine: Machine) -> set[str]:
    """The numbers of cases that waited for the last moment of an order: never paid for, or nobody told of it."""
    with opened(machine.mongodb_uri, "payments") as store:
        return {_number(stream) for stream in store.walk() if _has(stream, "LastInquiryOpened")}


def _number(stream: Sequence[Mapping[str, Any]]) -> str:
    return str(stream[0]["stream"]).partition("-")[2]


def _has(stream: Iterable[Mapping[str, Any]], event: str) -> bool:
    return any(one["type"] == event for commit in stream for one in commit["events"])


def _ended(commits: Sequence[Mapping[str, Any]]) -> Ended | None:
    """A case's end; one that came from another province ends there too, and counts there."""
    if _has(commits, "CaseTakenOver"):
        return None
    for commit in commits:
        for event in commit["events"]:
            if event["type"] in ENDS:
                return Ended(commits[0]["at"], commit["at"], ENDS[event["type"]])
    return None


def _processes(machine: Machine) -> dict[str, psutil.Process]:
    names = machine.processes.names()
    return {name: psutil.Process(pid) for name in names if (pid := machine.processes.find(name)) is not None}


def _per_case(after: Mapping[str, float], before: Mapping[str, float], cases: int, scale: int = 1) -> dict[str, float]:
    grown = {name: (value - before.get(name, 0)) * scale / cases for name, value in after.items()}
    return {name: rounded(value) for name, value in sorted(grown.items(), key=lambda row: -row[1]) if value}


def _rss(machine: Machine) -> list[Figure]:
    sizes = {name: process.memory_info().rss / MIB for name, process in _processes(machine).items()}
    ours = {name: sizes[name] for name in (*SERVICES, PORTAL_API)}
    others = ", ".join(f"{name} {size:.0f}" for name, size in sizes.items() if name not in ours)
    each = ", ".join(f"{name} {size:.0f}" for name, size in ours.items())
    detail = f"the largest of {each}; beside them {others}"
    return [Figure("rss_mib", rounded(max(ours.values())), most=90, unit="MiB", detail=detail)]


def _ready(seconds: float) -> Figure:
    detail = "`tongban up` in an empty folder: broker, store, stand-ins, seal keys, nine processes"
    return Figure("ready_seconds", rounded(seconds), most=20, unit="s", detail=detail)

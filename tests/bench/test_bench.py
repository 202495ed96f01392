"""The bench itself, in small: what it measures is there, and what goes wrong is said."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from deploy.local.processes import Program
from services.chassis.commits import faults
from services.chassis.store import Store
from tests.bench import report
from tests.bench.children import Died, child
from tests.bench.collector import Collector
from tests.bench.contender import ours
from tests.bench.figures import Figure
from tests.bench.ground import Ground, children
from tests.bench.growth import fill
from tests.bench.hops import figures
from tests.bench.latency import measure
from tests.bench.pace import Ended, pace
from tests.bench.race import Lap, lap
from tests.bench.rivals import raw
from tests.bench.scale import Scale
from tests.bench.trips import trips
from tests.bench.yardstick import beside_nameko
from tests.conftest import Bus


@pytest.fixture
def here(broker: Bus, store_uri: str, store_name: str, tmp_path: Path) -> Iterator[Ground]:
    """The tests' own broker and store."""
    collector = Collector()
    pids = {"bench": psutil.Process().pid}
    ground = Ground(
        tmp_path, children(tmp_path), broker.fresh_uri, store_uri, collector, pids, store_name.replace("_", "")
    )
    yield ground
    collector.close()


def test_a_lap_counts_every_message_and_the_spans_arrive(here: Ground) -> None:
    """A whole service process, from the first message to the last result."""
    ran = lap(here, ours(), 1_500)

    assert (ran.contender, ran.messages) == ("tongban", 1_500)
    assert ran.rate > 0
    assert set(ran.cpu) == {"service", "bench"}
    assert here.collector.exports > 0


def test_latency_is_that_of_every_message_after_the_warm_up(here: Ground) -> None:
    """Each result is told apart by the message it answers."""
    taken = measure(here, ours(), rate=40, seconds=0.5)

    assert 0 < len(taken) < 60
    assert all(0 < seconds < 5 for seconds in taken)


def test_a_contender_that_ends_too_early_is_told_with_its_last_words(here: Ground) -> None:
    """Instead of waiting for it."""
    broken = replace(ours(), command=(sys.executable, "-c", "raise SystemExit('no such tea')"))

    with pytest.raises(Died, match="no such tea"):
        lap(here, broken, 1)


def test_a_child_has_ended_when_its_block_has(tmp_path: Path) -> None:
    """By its own process id."""
    sleeper = Program("sleeper", (sys.executable, "-c", "import time; time.sleep(60)"))
    with child(children(tmp_path), sleeper) as pid:
        assert psutil.pid_exists(pid)

    assert not psutil.pid_exists(pid)


def test_a_full_batch_goes_to_the_store_a_few_times(store_uri: str, store_name: str) -> None:
    """As is wanted of it."""
    found = trips(store_uri, store_name)

    assert [figure.good for figure in found] == [True, True]


def test_a_store_is_filled_with_what_the_service_would_have_written(store_uri: str, store_name: str) -> None:
    """Whole streams, whose chains hold."""
    fill(store_uri, store_name, 40)
    store = Store.open(store_uri, store_name)
    streams = list(store.walk())
    store.close()

    assert [len(stream) for stream in streams] == [4] * 10
    assert [fault for stream in streams for fault in faults(stream)] == []


def test_a_ratio_is_the_median_of_laps_between_two_of_ours() -> None:
    """However fast the machine was just then."""
    ours = Lap("tongban", 10, 1)
    laps = [lap for seconds in (1.2, 9.0, 1.6) for lap in (ours, Lap("nameko", 10, seconds))]
    found = {figure.name: figure for figure in figures([*laps, ours])}

    assert found["hop_vs_nameko"].value == 1.6
    assert found["hop_vs_nameko"].good is True
    assert found["hop_vs_nameko"].wanted == "≥ 1.5, aim 2.2"


def test_rates_are_told_by_namekos_hops_of_the_same_run() -> None:
    """Half as fast a machine makes half as many of both."""
    rates = {"hops_per_second_nameko": 2_133 / 2, "cases_per_second": 21.0, "items_per_second": 700.0}
    found = {figure.name: figure for figure in beside_nameko([Figure(name, value) for name, value in rates.items()])}

    assert found["cases_vs_nameko_hops"].good is True
    assert found["items_vs_nameko_hops"].good is False
    assert found["items_vs_nameko_hops"].least == 0.781


def test_cases_that_only_waited_are_not_counted_as_work() -> None:
    """An unpaid order expires by itself."""
    stamps = [Ended("2026-11-20T04:00:00.000Z", f"2026-11-20T04:00:0{second}.000Z", "closed") for second in (2, 4)]
    expired = Ended("2026-11-20T04:00:00.000Z", "2026-11-20T04:00:30.000Z", "expired")

    assert pace([*stamps, expired]).rate == 0.5
    assert pace([expired]).rate == 0.0


def test_the_scale_is_read_from_the_environment_and_refuses_nothing() -> None:
    """None of something cannot be measured."""
    assert Scale.read({"BENCH_ROUNDS": "5"}).rounds == 5
    with pytest.raises(SystemExit):
        Scale.read({"BENCH_MESSAGES": "0"})


def test_the_file_says_what_was_measured_wanted_and_how(tmp_path: Path) -> None:
    """For programs; people get the table."""
    found = [Figure("growth", 0.8, least=0.9, detail="lap by lap"), Figure("rate", 5.0, unit="1/s")]
    report.write(found, [raw()], Scale(), {"summary": {}}, tmp_path / "build" / "bench.json")
    written = json.loads((tmp_path / "build" / "bench.json").read_text())

    growth = {"value": 0.8, "unit": "", "least": 0.9, "good": False, "detail": "lap by lap"}
    assert written["figures"] == {"growth": growth, "rate": {"value": 5.0, "unit": "1/s", "detail": ""}}
    assert "prefetch 1000" in written["contenders"]["raw"]

"""`make bench`: measures, prints a table, writes build/bench.json. Ends with 1 when a figure is not as wanted."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy.local.broker import PrivateBroker
from deploy.local.home import Home
from deploy.local.store_server import StoreServer
from tests.bench import report, rivals
from tests.bench.contender import ours
from tests.bench.figures import Figure
from tests.bench.ground import children, ground
from tests.bench.growth import growth
from tests.bench.hops import figures, race
from tests.bench.installing import install
from tests.bench.items.measured import imports
from tests.bench.job import Bench, main_job
from tests.bench.latency import latency
from tests.bench.scale import Scale
from tests.bench.session import Session, Tell
from tests.bench.trips import trips
from tests.bench.yardstick import beside_nameko

LASTS_AT_MOST = 20 * 60
"""Seconds, whatever happens; some eight minutes are usual."""

RIVALS = (rivals.nameko(), rivals.faststream(), rivals.celery(), rivals.raw())

console = Console(stderr=True)


def main() -> None:
    """Measure everything, one thing after the other: nothing else should run on this machine."""
    scale = Scale.read(os.environ)
    contenders = [ours(), *RIVALS]
    with showing(scale) as tell, folder() as place:
        tell("installing the peers")
        install()
        found = hop_figures(place, scale, tell)
        of_cases, details = main_job(place / "machine", scale.cases, tell)
        of_items, details["import"] = imports(place / "items", scale.items, tell)
        found += [*of_cases, *of_items]
        found += beside_nameko(found)
    report.write(found, contenders, scale, details)
    report.show(Console(width=None if sys.stdout.isatty() else report.WIDTH), found, contenders)
    sys.exit(0 if all(one.good is not False for one in found) else 1)


def hop_figures(place: Path, scale: Scale, tell: Tell) -> list[Figure]:
    """All that is measured of one hop, on one broker and one store."""
    tell("starting broker and store")
    with ground(place) as here:
        session = Session(here, scale, tell)
        found = figures(race(session, ours(), RIVALS))
        tell("counting trips to the store")
        found += trips(here.store_uri, here.fresh_name())
        found += growth(session)
        full = next(one.value for one in found if one.name == "hops_per_second_tongban")
        found += latency(session, [ours(), rivals.nameko()], full / 10)
    return found


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is new each time; what a killed bench has left running is ended first, by process id."""
    place = Home.here().folder / "bench"
    _clear(place)
    place.mkdir(parents=True)
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LASTS_AT_MOST)
    try:
        yield place
    finally:
        signal.alarm(0)
        _clear(place)


def _clear(place: Path) -> None:
    if place.exists():
        left = children(place)
        left.stop(left.names())
        PrivateBroker.alone(place / "broker").stop()
        StoreServer.alone(place / "store").stop()
        for machine in ("machine", "items"):
            if (place / machine).exists():
                Bench(place / machine).tongban("down")
        shutil.rmtree(place)


def _too_long(*_: Any) -> None:
    raise TimeoutError(f"the bench was not done after {LASTS_AT_MOST} s")


@contextmanager
def showing(scale: Scale) -> Iterator[Tell]:
    """A bar that advances with each step."""
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.description}"), console=console) as progress:
        task = progress.add_task("", total=_steps(scale))

        def tell(what: str) -> None:
            progress.update(task, description=what, advance=1)
            if not console.is_terminal:
                console.print(what)

        yield tell


def _steps(scale: Scale) -> int:
    """How often `tell` is called: laps of ours and of four rivals, growth, latency of two, and the rest."""
    return 10 + scale.rounds * (8 + 1 + 2)


if __name__ == "__main__":
    main()

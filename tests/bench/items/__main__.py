"""Starts a town of its own, imports made-up items as an operator does, and prints one line of JSON.

`import_seconds` until the command says that the catalogue has them, `views_seconds` until cases and portal do; `cores`
is processor time by process, in seconds; `peak_mib` the memory each service has had at most. `loop_ms` is what the same
ten million additions took before and after: on cores that others use too, all processor time is longer by as much.
"""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from deploy.cli.parking import parking
from deploy.local.home import Home
from deploy.local.machine import Machine
from deploy.local.suite import SERVICES
from tests.bench.figures import rounded
from tests.bench.items.documents import write
from tests.bench.items.town import missing, peaks
from tests.bench.job import Bench

KEEPERS = ("cases.inbox", "portal.inbox")
"""Of those who keep items."""

CALM = 2.0
"""Seconds for which their inboxes are empty until they are believed to have kept all."""


def main() -> None:
    """Up, import, wait for the views, count, down."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.items", description=__doc__)
    asked.add_argument("--items", type=int, default=100_000)
    count: int = asked.parse_args().items
    place = Home.here().folder / "bench-items"
    bench = Bench(place / "machine")
    bench.tongban("down")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        bench.tongban("up")
        sys.stdout.write(json.dumps(_measured(bench, place / "items.jsonl", count), ensure_ascii=False) + "\n")
    finally:
        bench.tongban("down")
        shutil.rmtree(place)


def _measured(bench: Bench, file: Path, count: int) -> dict[str, Any]:
    size, loop = write(file, count), _loop()
    before, begun = bench.cpu(), time.perf_counter()
    told = bench.tongban("import-items", str(file)).splitlines()[-1]
    seconds, then = time.perf_counter() - begun, bench.cpu()
    _await_calm(bench.machine)
    calm, after = time.perf_counter() - begun - CALM, bench.cpu()
    return {
        "items": count,
        "bytes": size,
        "told": told,
        "import_seconds": rounded(seconds),
        "views_seconds": rounded(max(calm, seconds)),
        "core_seconds": rounded(sum(then.values()) - sum(before.values())),
        "core_seconds_with_views": rounded(sum(after.values()) - sum(before.values())),
        "loop_ms": [rounded(loop), rounded(_loop())],
        "cores": _named({name: after[name] - before.get(name, 0.0) for name in after}),
        "peak_mib": _named(peaks(bench.machine, SERVICES)),
        "missing": missing(bench.machine, count),
    }


def _await_calm(machine: Machine) -> None:
    with parking(machine.amqp_uri) as lot:
        calm_since = time.monotonic()
        while time.monotonic() - calm_since < CALM:
            if any(lot.depth(queue) for queue in KEEPERS):
                calm_since = time.monotonic()
            time.sleep(0.1)


def _loop() -> float:
    begun = time.process_time()
    sum(range(10_000_000))
    return (time.process_time() - begun) * 1_000


def _named(values: dict[str, float]) -> dict[str, float]:
    """The largest first; `import-items` is the command, whom `Bench.cpu` calls the applicants."""
    named = {"import-items" if name == "applicants" else name: value for name, value in values.items()}
    return {name: rounded(value) for name, value in sorted(named.items(), key=lambda row: -row[1])}


if __name__ == "__main__":
    main()

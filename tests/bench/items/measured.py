"""An import as an operator does it, into a machine that is up, and what it costs every process."""

import time
from pathlib import Path
from typing import Any

from deploy.cli.parking import parking
from deploy.local.machine import Machine
from deploy.local.suite import SERVICES
from tests.bench.figures import Figure, rounded
from tests.bench.items.documents import write
from tests.bench.items.town import missing, peaks
from tests.bench.job import Bench
from tests.bench.session import Tell

KEEPERS = ("cases.inbox", "portal.inbox")
"""Of those who keep items."""

CALM = 2.0
"""Seconds for which their inboxes are empty until they are believed to have kept all."""


def imports(folder: Path, count: int, tell: Tell) -> tuple[list[Figure], dict[str, Any]]:
    """Up, import, wait for the views, count, down."""
    bench = Bench(folder)
    try:
        tell("import: tongban up")
        bench.tongban("up")
        tell(f"import: {count} items")
        found = measured(bench, folder / "items.jsonl", count)
    finally:
        bench.tongban("down")
    rate, wrong = count / found["import_seconds"], sum(found["missing"].values())
    detail = f"{count} items in {found['import_seconds']} s; work: " + ", ".join(
        f"{name} {seconds:g} s" for name, seconds in found["cores"].items() if seconds >= 1
    )
    return [
        Figure("items_per_second", rounded(rate), unit="1/s", detail=detail),
        Figure("items_lost_or_doubled", wrong, most=0, detail="in the catalogue, in the views of cases and portal"),
    ], found


def measured(bench: Bench, file: Path, count: int) -> dict[str, Any]:
    """`import_seconds` until the command ends, `views_seconds` until cases and portal have all; seconds of work."""
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

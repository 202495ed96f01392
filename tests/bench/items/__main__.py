"""Starts a town of its own, imports made-up items as an operator does, and prints one line of JSON.

`import_seconds` until the command says that the catalogue has them, `views_seconds` until cases and portal do; `cores`
is processor time by process, in seconds; `peak_mib` the memory each service has had at most. `loop_ms` is what the same
ten million additions took before and after: on cores that others use too, all processor time is longer by as much.
"""

import argparse
import json
import shutil
import sys

from deploy.local.home import Home
from tests.bench.items.measured import imports
from tests.bench.job import Bench


def main() -> None:
    """In a folder that is new each time."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.items", description=__doc__)
    asked.add_argument("--items", type=int, default=100_000)
    count: int = asked.parse_args().items
    place = Home.here().folder / "bench-items"
    Bench(place / "machine").tongban("down")
    shutil.rmtree(place, ignore_errors=True)
    (place / "machine").mkdir(parents=True)
    try:
        _, found = imports(place / "machine", count, _tell)
    finally:
        shutil.rmtree(place)
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    main()

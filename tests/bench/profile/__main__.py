"""One lap of the ticket machine under the sampler: a table of shares, and a flame graph."""

import os
import shutil
import sys
from collections import Counter
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from deploy.local.home import CHECKOUT, Home
from tests.bench.contender import ours
from tests.bench.ground import ground
from tests.bench.profile.flame import draw
from tests.bench.race import Lap, lap
from tests.bench.scale import Scale

PICTURE = CHECKOUT / "build" / "hop.svg"
SHOWN = 45
IMPORTING = "importlib"
"""In every stack of starting up."""


def main() -> None:
    """Measure, count, draw."""
    place, messages = Home.here().folder / "bench-profile", Scale.read(os.environ).messages * 2
    place.mkdir(parents=True, exist_ok=True)
    folded = place / "folded"
    sampled = replace(ours(), command=(sys.executable, "-m", "tests.bench.profile.sampled", str(folded)))
    try:
        with ground(place) as here:
            ran = lap(here, sampled, messages)
        rows = (line.rpartition(" ") for line in folded.read_text().splitlines())
        stacks = {stack: int(count) for stack, _, count in rows if IMPORTING not in stack}
    finally:
        shutil.rmtree(place)
    title = f"one hop: {ran.cpu['service'] / messages * 1e6:.0f} µs of work in the service, {messages} messages"
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(draw(stacks, title))
    Console(width=None if sys.stdout.isatty() else 130).print(_table(ran, stacks, title))


def _table(ran: Lap, stacks: dict[str, int], title: str) -> Table:
    """Functions by their share with all they call; `alone` is without."""
    total, whole, alone = sum(stacks.values()), Counter[str](), Counter[str]()
    for stack, count in stacks.items():
        names = stack.split(";")
        alone[names[-1]] += count
        for name in set(names):
            whole[name] += count
    each = ran.cpu["service"] / ran.messages * 1e6 / total
    table = Table("function", "µs a hop", "share", "alone", title=title)
    for name, count in whole.most_common(SHOWN):
        table.add_row(name, f"{count * each:.0f}", f"{count / total:.1%}", f"{alone[name] / total:.1%}")
    return table


main()

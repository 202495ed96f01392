"""What people see, and what programs read."""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.local.home import CHECKOUT
from tests.bench.contender import Contender
from tests.bench.figures import Figure
from tests.bench.scale import Scale

FILE = CHECKOUT / "build" / "bench.json"
MARK = {True: "[green]yes[/]", False: "[red]no[/]", None: ""}


WIDTH = 150
"""Columns where the output goes into a file."""


def show(console: Console, figures: Sequence[Figure], contenders: Iterable[Contender]) -> None:
    """One table, and below it who the contenders were."""
    table = Table("figure", "measured", "wanted", "good", "how", title="make bench")
    for one in figures:
        table.add_row(one.name, f"{one.value:g} {one.unit}".strip(), one.wanted, MARK[one.good], one.detail)
    console.print(table)
    for contender in contenders:
        console.print(f"{contender.name}: {contender.settings}", highlight=False, soft_wrap=True)


def write(
    figures: Sequence[Figure], contenders: Iterable[Contender], scale: Scale, details: Mapping[str, Any],
    file: Path = FILE,
) -> None:  # fmt: skip
    """Every figure by its name, what was wanted, and on what it was measured."""
    content = {
        "machine": {"cpus": os.cpu_count(), "processor": platform.machine(), "python": platform.python_version()},
        "scale": {name: getattr(scale, name) for name in scale.__slots__},
        "contenders": {contender.name: contender.settings for contender in contenders},
        "figures": {figure.name: figure.plain() for figure in figures},
        "details": dict(details),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")

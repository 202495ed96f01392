"""`tongban verify`: walks every store and says whether what it finds can be true."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.walking import Walked, services, walk
from deploy.local.machine import Machine

SHOWN = 20
"""Faults printed a service; the rest is counted."""


def verify(
    service: Annotated[list[str] | None, typer.Option(help="Only these services; all by default.")] = None,
) -> None:
    """Read every store: versions without gaps, hash chains unbroken, nothing unsent that no queue took.

    Ends with 1 if anything is wrong. Reads only; may run beside a working system.
    """
    machine = Machine.here()
    machine.ensure_store()
    uri = machine.mongodb_uri
    walks = [walk(uri, name, keep_events=False) for name in services(uri, service)]
    console = Console()
    console.print(_table(walks))
    for walked in walks:
        for fault in walked.faults[:SHOWN]:
            console.print(f"[red]{walked.service}[/] {fault}", highlight=False, soft_wrap=True)
    if any(walked.faults or walked.unsent for walked in walks):
        raise typer.Exit(1)


def _table(walks: list[Walked]) -> Table:
    table = Table("store", "commits", "faults", "unsent", title="what the stores hold")
    for walked in walks:
        table.add_row(walked.service, str(walked.commits), str(len(walked.faults)), str(walked.unsent))
    return table

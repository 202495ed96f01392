"""`tongban verify`: walks every store and says whether what it finds can be true."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.walking import Walked, services, walk
from deploy.local.machine import Machine
from services.seals import ledger

SHOWN = 20
"""Faults printed a service; the rest is counted."""


def verify(
    service: Annotated[list[str] | None, typer.Option(help="Only these services; all by default.")] = None,
) -> None:
    """Read every store: versions without gaps, hash chains and the seals' ledger unbroken, nothing left unsent.

    Ends with 1 if anything is wrong. Reads only; may run beside a working system.
    """
    machine = Machine.here()
    machine.ensure_store()
    uri = machine.mongodb_uri
    walks = [_walked(uri, name) for name in services(uri, service)]
    console = Console()
    console.print(_table(walks))
    for walked in walks:
        for fault in walked.faults[:SHOWN]:
            console.print(f"[red]{walked.service}[/] {fault}", highlight=False, soft_wrap=True)
    if any(walked.faults or walked.unsent for walked in walks):
        raise typer.Exit(1)


def _walked(uri: str, name: str) -> Walked:
    """A service's store; that of seals also keeps the ledger of every seal's uses (services/seals/ledger.py)."""
    if not name.startswith("seals"):
        return walk(uri, name, keep_events=False)
    walked = walk(uri, name)
    walked.faults.extend(seals_ledger(walked))
    return walked


def seals_ledger(walked: Walked) -> list[str]:
    """What is wrong with the ledger of uses."""
    uses, anchors = list[tuple[str, str, str, Any]](), list[tuple[str, Any]]()
    for stream in walked.events:
        for sealed in walked.of(stream, "DocumentSealed"):
            if sealed.get("use"):  # nothing was in the ledger before there was one
                made = sealed["signature"]
                uses.append((stream, made["digest"], made["signed_at"], sealed["use"]))
        uses.extend((stream, one["digest"], one["signed_at"], one["use"]) for one in walked.of(stream, "UseRepeated"))
        anchors.extend((stream, one["use"]) for one in walked.of(stream, "UsesAnchored"))
    return ledger.faults(uses, anchors)


def _table(walks: list[Walked]) -> Table:
    table = Table("store", "commits", "faults", "unsent", title="what the stores hold")
    for walked in walks:
        table.add_row(walked.service, str(walked.commits), str(len(walked.faults)), str(walked.unsent))
    return table

"""`tongban keys`: the keys under which personal data is sealed, replaced and destroyed (docs/operators.md)."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.local.home import only_one
from deploy.local.machine import Machine
from deploy.local.sealing_keys import OPENING_DAYS, SealingKeys, every
from deploy.local.trouble import Trouble
from services.chassis import clock
from services.chassis.epochs import terms

app = typer.Typer(no_args_is_help=True, help="Keys that seal personal data: show, replace, destroy.")
console = Console()

Capability = Annotated[str | None, typer.Option("--capability", help="Only identity, or only logistics; else both.")]
Days = Annotated[
    float | None, typer.Option("--days", min=0.0, help="Days from now to the key's end; else what is usual.")
]


@app.command("list")
def list_keys() -> None:
    """List every key, with the days that it has left; the newest that has begun seals."""
    table = Table("capability", "key", "days left", "seals", box=None)
    for keys in every(Machine.here().secrets):
        for name, term in keys.held().items():
            left = (term.last - clock.now()).total_seconds() / 86_400
            table.add_row(keys.capability, name, f"{left:.1f}", "yes" if name == _sealing(keys) else "")
    console.print(table if table.row_count else "there are no keys: type `tongban up`", soft_wrap=True)


@app.command(epilog="Example: tongban keys rotate --capability identity")
def rotate(capability: Capability = None, days: Days = None) -> None:
    """Make the keys that seal from now on, and destroy those that have ended; nothing need be started anew."""
    machine = Machine.here()
    with only_one(machine.home):
        for keys in _chosen(machine, capability):
            for name in keys.destroy_ended():
                console.print(f"{keys.capability}: {name} has ended and is destroyed", soft_wrap=True)
            console.print(f"{keys.capability}: {keys.rotate(days)} seals from now on", soft_wrap=True)


@app.command(epilog="Example: tongban keys destroy identity 2026-11-21T093000Z_2027-01-25T093000Z")
def destroy(
    capability: Annotated[str, typer.Argument(help="identity or logistics")],
    name: Annotated[str, typer.Argument(help="The key, as `list` shows it.")],
) -> None:
    """Destroy a key before its end. Cases that still need what it sealed are refused, and told to apply again."""
    machine = Machine.here()
    with only_one(machine.home):
        _chosen(machine, capability)[0].destroy(name)
    console.print(f"{capability}: {name} is destroyed; nobody can open what it sealed", soft_wrap=True)


def _chosen(machine: Machine, capability: str | None) -> Sequence[SealingKeys]:
    found = [keys for keys in every(machine.secrets) if capability in (None, keys.capability)]
    if not found:
        raise Trouble(f"nothing is sealed for {capability}", f"name one of {', '.join(OPENING_DAYS)}")
    return found


def _sealing(keys: SealingKeys) -> str | None:
    now = clock.now()
    in_force = [(term.first, name) for name, term in terms(keys.public).items() if term.first <= now < term.last]
    return max(in_force)[1] if in_force else None

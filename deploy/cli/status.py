"""`tongban status`: what runs, and what waits where."""

from contextlib import ExitStack

from rich.console import Console
from rich.table import Table

from deploy.cli.parking import Parking, parking
from deploy.cli.walking import opened, unsent
from deploy.local.machine import Machine
from deploy.local.probe import is_ready
from deploy.local.suite import SERVICES, Part, services, stand_ins
from deploy.local.trouble import Trouble

console = Console()


def status() -> None:
    """Show each process, whether it can work, and what waits in its queues and its outbox."""
    machine = Machine.here()
    table = Table("process", "pid", "ready", "inbox", "effects", "parked", "unsent", box=None)
    with ExitStack() as held:
        lot = _broker(machine, held)
        for name in ("rabbitmq", "store"):
            table.add_row(name, *_process(machine, name))
        for part in stand_ins(machine) + services(machine):
            table.add_row(part.name, *_process(machine, part.name, part), *_waiting(machine, lot, part.name))
    console.print(table)


def _broker(machine: Machine, held: ExitStack) -> Parking | None:
    try:
        machine.ensure_bus()
        return held.enter_context(parking(machine.amqp_uri))
    except Trouble as trouble:
        console.print(f"[red]{trouble}[/]", soft_wrap=True)
        return None


def _process(machine: Machine, name: str, part: Part | None = None) -> tuple[str, str]:
    pid = machine.processes.find(name)
    if pid is None:
        return "-", "[red]not running[/]"
    return str(pid), "running" if part is None else "[green]yes[/]" if is_ready(part.port) else "[red]no[/]"


def _waiting(machine: Machine, lot: Parking | None, name: str) -> tuple[str, ...]:
    if lot is None or name not in SERVICES:
        return ()
    queues = (f"{name}.inbox", f"{name}.effects", f"parked.{name}")
    depths = ["-" if (depth := lot.depth(queue)) is None else str(depth) for queue in queues]
    return (*depths, _unsent(machine, name))


def _unsent(machine: Machine, name: str) -> str:
    try:
        machine.ensure_store()
    except Trouble:
        return "?"
    with opened(machine.mongodb_uri, name) as store:
        return str(unsent(store))

"""Start everything of one machine that does not run yet, and wait until all of it can work."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy.local.home import CHECKOUT, only_one
from deploy.local.machine import Machine
from deploy.local.probe import is_ready
from deploy.local.sealing_keys import make_sealing_keys
from deploy.local.space import ensure_space
from deploy.local.suite import Part, portal_url, services, stand_ins
from deploy.local.trouble import Trouble

READY_WITHIN = 120.0
"""Seconds. Ten are usual; a busy machine takes longer."""

PAUSE = 0.1

console = Console(stderr=True)
"""Progress goes where it does not mix with a command's result."""


def up(machine: Machine) -> None:
    """Start what is missing; what runs is left alone, so that a second call changes nothing."""
    with only_one(machine.home):
        ensure_space(machine.home.folder)
        _launch_bus_and_store(machine)
        machine.home.stand_ins.mkdir(parents=True, exist_ok=True)
        outside = stand_ins(machine)
        start(machine, outside)
        _make_seal_keys(machine)
        _await_bus_and_store(machine)
        _lay_out_bus(machine)
        make_sealing_keys(machine.secrets)
        inside = services(machine)
        start(machine, inside)
        await_ready(machine, [*outside, *inside])
    console.print(f"[green]up[/]  {portal_url(machine)}  (portal; its interface: {portal_url(machine)}/docs)")


def _launch_bus_and_store(machine: Machine) -> None:
    console.print(
        f"bus    {machine.bus_line}", f"store  {machine.store_line}", sep="\n", highlight=False, soft_wrap=True
    )
    if machine.broker:
        machine.broker.launch()
    else:
        machine.ensure_bus()
    if machine.store:
        machine.store.launch()
    else:
        machine.ensure_store()


def _await_bus_and_store(machine: Machine) -> None:
    if machine.store:
        machine.store.wait()
    if machine.broker:
        machine.broker.wait()


def _make_seal_keys(machine: Machine) -> None:
    """Issue each authority its seal key; the maker keeps those that exist."""
    arguments = ("deploy.local.seal_keys", str(machine.home.seal_keys))
    _run("the seal keys were not made", f"delete {machine.home.seal_keys} and try again", arguments, {})


def _lay_out_bus(machine: Machine) -> None:
    """Every queue before the first service: an event is for whoever is bound by then."""
    environment = {"AMQP_URI": machine.amqp_uri, "PYTHONPATH": str(CHECKOUT)}
    remedy = f"look at the broker's queues, or `tongban down`, delete {machine.home.broker} and try again"
    _run("the queues were not laid out", remedy, ("services.chassis.layout",), environment)


def _run(fault: str, remedy: str, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
    command = (sys.executable, "-m", *arguments)
    given = {**os.environ, **environment}
    done = subprocess.run(command, cwd=CHECKOUT, env=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(fault, remedy, done.stderr)


def start(machine: Machine, parts: Sequence[Part]) -> None:
    """Start those parts that do not run, on the ports that are theirs; Trouble where somebody sits on one."""
    for part in parts:
        if machine.processes.find(part.name) is None:
            machine.ports.free(part.name)
            machine.processes.start(part.program)


def await_ready(machine: Machine, parts: Sequence[Part]) -> None:
    """Wait for every part; the first that ends instead of getting ready is said, with its last words."""
    columns = (SpinnerColumn(), TextColumn("{task.completed}/{task.total} ready"), BarColumn(), TimeElapsedColumn())
    waiting = list(parts)
    until = time.monotonic() + READY_WITHIN
    with Progress(*columns, TextColumn("{task.description}"), console=console, transient=True) as progress:
        task = progress.add_task("", total=len(parts))
        while waiting:
            waiting = [part for part in waiting if not is_ready(part.port)]
            progress.update(task, completed=len(parts) - len(waiting), description=_names(waiting))
            _look_for_the_dead(machine, waiting)
            if time.monotonic() > until:
                raise Trouble(f"not ready after {READY_WITHIN:.0f} s: {_names(waiting)}", f"read {machine.home.log}")
            time.sleep(PAUSE if waiting else 0)


def _look_for_the_dead(machine: Machine, waiting: Sequence[Part]) -> None:
    for part in waiting:
        if machine.processes.find(part.name) is None:
            remedy = (
                f"read {machine.processes.log_of(part.name)}, mend it and type `tongban up` again; the rest runs on"
            )
            raise Trouble(f"{part.name} ended while starting", remedy, machine.processes.last_words(part.name))


def _names(parts: Sequence[Part]) -> str:
    return ", ".join(part.name for part in parts)

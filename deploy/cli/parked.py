"""`tongban parked`: look at messages that could not be handled, and replay or drop them."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.cli.parking import ERROR, FIRST_SEEN, REASON, TRIES, Taken, parking
from deploy.cli.visible import visible
from deploy.local.machine import Machine
from deploy.local.suite import SERVICES
from deploy.local.trouble import Trouble

SHOWN = 20_000
"""Bytes of a body."""

app = typer.Typer(no_args_is_help=True, help="Messages that could not be handled: look, mend, replay, drop.")
console = Console()

Service = Annotated[str | None, typer.Option("--service", help="Only this service; else every service.")]
Id = Annotated[str | None, typer.Option("--id", help="The message's id, or the beginning of it.")]
Everything = Annotated[bool, typer.Option("--all", help="Every parked message (of --service, if given).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Raw = Annotated[bool, typer.Option("--raw", help="Only the body, byte for byte: to mend it in a file.")]
Body = Annotated[
    Path | None, typer.Option("--body", exists=True, dir_okay=False, help="A mended body to send instead.")
]


@app.command("list", epilog="Example: tongban parked list --service payments")
def list_parked(service: Service = None) -> None:
    """List what is parked, oldest first."""
    table = Table("service", "id", "type", "reason", "tries", "from", "first seen", box=None)
    with parking(Machine.here().amqp_uri) as lot:
        for name in _services(service):
            with lot.taken(name) as found:
                for message in (one.message for one in found):
                    told = [str(message.headers.get(header, "")) for header in (REASON, TRIES, FIRST_SEEN)]
                    row = (name, message.id, message.type, *told[:2], message.queue, told[2])
                    table.add_row(*(Text(visible(cell)) for cell in row))
    console.print(table if table.row_count else "nothing is parked")


@app.command(epilog="Example: tongban parked show 5c1f")
def show(
    message_id: Annotated[str, typer.Argument(help="The message's id, or the beginning of it.")], raw: Raw = False
) -> None:
    """Show one message: why it is parked, its headers, its body."""
    with _chosen(None, message_id, everything=False) as found:
        message = found[0].message
    if raw:
        sys.stdout.buffer.write(message.body)
        return
    for header in (REASON, ERROR, TRIES, FIRST_SEEN):
        value = Text(f"  {visible(str(message.headers.get(header, '')))}")
        console.print(Text(header, style="bold") + value, soft_wrap=True)
    rest = {name: str(value) for name, value in message.headers.items() if name not in (REASON, ERROR)}
    console.print_json(json.dumps({"service": message.service, "headers": rest}), ensure_ascii=True)
    console.print(Text(_readable(message.body)), soft_wrap=True)


@app.command(
    epilog="Examples: tongban parked replay --all --service payments --dry-run"
    " · tongban parked show 5c1f --raw > mended.json, then tongban parked replay --id 5c1f --body mended.json"
)
def replay(
    message_id: Id = None,
    service: Service = None,
    everything: Everything = False,
    body: Body = None,
    dry_run: DryRun = False,
) -> None:
    """Put messages back into the queue they came from, as if new."""
    mended = body.read_bytes() if body else None
    if mended is not None and message_id is None:
        raise Trouble("--body mends one message", "say which with --id")
    with _chosen(service, message_id, everything=everything) as found:
        for one in found:
            if not dry_run:
                one.replay(mended)
            done = "would replay" if dry_run else "replayed"
            console.print(f"{done} {one.message.id} → {visible(one.message.queue)}", markup=False)


@app.command(epilog="Example: tongban parked drop --id 5c1f --dry-run")
def drop(
    message_id: Id = None,
    service: Service = None,
    everything: Everything = False,
    dry_run: DryRun = False,
) -> None:
    """Forget messages for good. Nothing brings them back: save what `show` says first."""
    with _chosen(service, message_id, everything=everything) as found:
        for one in found:
            if not dry_run:
                one.drop()
            done = "would drop" if dry_run else "dropped"
            console.print(f"{done} {one.message.id} ({one.message.type})", markup=False)


@contextmanager
def _chosen(service: str | None, message_id: str | None, *, everything: bool) -> Iterator[list[Taken]]:
    """The messages that are meant, in hand for the time of the command."""
    if (message_id is None) == (not everything):
        raise Trouble("it is not clear which messages are meant", "say either --id or --all")
    with ExitStack() as held:
        lot = held.enter_context(parking(Machine.here().amqp_uri))
        parked = [one for name in _services(service) for one in held.enter_context(lot.taken(name))]
        found = [one for one in parked if everything or one.message.id.startswith(message_id or "")]
        ids = {one.message.id for one in found}
        if message_id and len(ids) != 1:
            how_many = f"{len(ids)} parked messages begin" if ids else "no parked message begins"
            raise Trouble(f"{how_many} with {message_id}", "see `tongban parked list`")
        yield found


def _services(service: str | None) -> Sequence[str]:
    return (service,) if service else SERVICES


def _readable(body: bytes) -> str:
    """The beginning of a body, laid out if it can be."""
    text = repr(body[:SHOWN])
    if len(body) <= SHOWN:
        with suppress(ValueError, RecursionError):
            text = visible(json.dumps(json.loads(body), ensure_ascii=False, indent=2))
    more = len(body) - SHOWN
    return text if more <= 0 else f"{text}\n… and {more} bytes more: see --raw"

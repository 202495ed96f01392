"""`tongban`: every command by name. Each group stands in a file of its own; this one only registers them."""

import sys

import typer
from rich.console import Console

from deploy.cli import importing, keys, machine, parked, resend, status, verify
from deploy.local.job.main import run
from deploy.local.trouble import Trouble

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Tongban (通办) on one machine: start it, look at it, mend it.",
    epilog="Examples: tongban up · tongban status · tongban parked list · tongban down",
)
app.command()(machine.up)
app.command()(machine.down)
app.command()(status.status)
app.add_typer(parked.app, name="parked")
app.add_typer(keys.app, name="keys")
app.command()(verify.verify)
app.command(epilog=importing.EXAMPLES)(importing.import_items)
app.command(epilog=resend.EXAMPLES)(resend.resend)
app.command()(run)


def main() -> None:
    """Run a command; what a person can mend is said in one line, and the exit code is 1."""
    try:
        app()
    except Trouble as trouble:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print(str(trouble), style="red", markup=False)
        if trouble.detail:
            console.print(trouble.detail, markup=False)
        sys.exit(1)

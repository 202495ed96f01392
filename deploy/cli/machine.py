"""`tongban up` and `tongban down`: one machine, started and stopped."""

from rich.console import Console

from deploy.local.down import down as stop_everything
from deploy.local.machine import Machine
from deploy.local.up import up as start_everything

console = Console()


def up() -> None:
    """Start the broker, the store, the stand-ins and every service; what runs already is left alone."""
    start_everything(Machine.here())


def down() -> None:
    """Stop everything that `up` started. Data and secrets stay for the next `up`."""
    stopped = stop_everything(Machine.here())
    console.print(f"stopped {', '.join(stopped)}" if stopped else "nothing was running", soft_wrap=True)

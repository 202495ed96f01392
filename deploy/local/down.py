"""Stop what `up` started, by process id, in the order that lets everyone finish."""

from deploy.local.home import only_one
from deploy.local.machine import Machine

_LAST = ("store", "rabbitmq")
_VERY_LAST = ("epmd",)  # the node says goodbye to it


def down(machine: Machine) -> list[str]:
    """Stop everything; returns the names of what was running. Data, secrets and ports stay for the next `up`."""
    with only_one(machine.home):
        processes = machine.processes
        first = [name for name in processes.names() if name not in (*_LAST, *_VERY_LAST)]
        return [*processes.stop(first), *processes.stop(_LAST, patience=30), *processes.stop(_VERY_LAST)]

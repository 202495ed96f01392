"""What the processes of a machine have used, and what its stores hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TypeVar

from deploy.cli.walking import opened
from deploy.local.machine import Machine
from tests.bench.items.documents import code_of

PEAK = "VmHWM:"
"""The line of /proc/<pid>/status that says how much a process has ever had in memory, in KiB."""

AT_ONCE = 1_000
T = TypeVar("T")


def peaks(machine: Machine, names: Iterable[str]) -> dict[str, float]:
    """MiB that each process has had at most since it began."""
    found = {}
    for name in names:
        with suppress(FileNotFoundError, TypeError):
            lines = Path(f"/proc/{machine.processes.find(name)}/status").read_text(encoding="ascii").splitlines()
            found[name] = next(int(line.split()[1]) for line in lines if line.startswith(PEAK)) / 1024
    return found


def missing(machine: Machine, count: int) -> Mapping[str, int]:
    """How many items the catalogue's log, and the views of those who keep items, do not have; and what is there twice.

    `twice`: commits beyond the one that an item is worth.
    """
    lost, twice = {}, 0
    with opened(machine.mongodb_uri, "catalogue") as store:
        had = 0
        for codes in _in_lots(range(count)):
            streams = store.load(f"item-{code}" for code in codes)
            had += len(streams)
            twice += sum(len(commits) - 1 for commits in streams.values())
        lost["catalogue"] = count - had
    for name in ("cases", "portal"):
        with opened(machine.mongodb_uri, name) as store:
            kept = [store.read_views("items", codes) for codes in _in_lots(range(count))]
            whole = sum(len(view["doc"]["versions"]) == 1 for views in kept for view in views.values())
            lost[name] = count - whole
    return {**lost, "twice": twice}


def _in_lots(numbers: Iterable[int]) -> Iterator[Sequence[str]]:
    codes = map(code_of, numbers)
    while lot := list(islice(codes, AT_ONCE)):
        yield lot

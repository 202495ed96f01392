"""`tongban import-items`: takes a file of items into the catalogue, as an editor outside the suite would."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.cli.answers import Answers
from deploy.cli.parking import Letter, Parking, parking
from deploy.cli.pipeline import Pipeline
from deploy.local.machine import Machine
from deploy.local.trouble import Trouble
from services.catalogue.checks import inconsistencies, promise_faults
from services.catalogue.effects import Row, read_rows
from services.catalogue.item import Item
from services.catalogue.rules import faults
from services.chassis import clock, codec, sheaves
from services.chassis.contracts import Contracts, ContractViolation, Spoken
from services.chassis.envelope import NATIONAL, Message, render
from services.chassis.names import message_id, routing_key
from services.chassis.tracing import new_trace

PUBLISH = "catalogue.publish-item.v1"
INBOX, PARKED = "catalogue.inbox", "parked.catalogue"
SETTLED = 2.0
"""Seconds for which the inbox must be empty, and no answer come, until the items that nobody answered are believed to
have been there already: to say once more what is there, the catalogue has no reason.
"""

IN_HAND, SLOWEST = 1_600, 200
"""Items that the catalogue may have taken and not decided on yet, and how many a second it decides at least."""

PAUSES = 3
"""How many times as long as ever before between two answers nothing is heard until no more is expected."""

EVERY = 0.2
"""Seconds between two looks at the answers."""

MOST_TOLD = 100
"""Refused rows that are listed; the others are counted."""

EXAMPLES = "Examples: tongban import-items items.jsonl · tongban import-items items.yaml"

console = Console()


@dataclass(slots=True)
class Import:
    """What has become of the rows of one file."""

    contracts: Contracts
    lines: dict[str, int] = field(default_factory=dict)
    versions: dict[tuple[str, int], int] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def letters(self, rows: Iterator[Row]) -> Iterator[Letter]:
        """The rows that are items, as commands in sheaves."""
        for sheaf in sheaves.bound(self._commands(rows)):
            key = routing_key(PUBLISH, NATIONAL)
            yield Letter(sheaves.identity(sheaf), "commands", key, sheaves.body(sheaf), carries=len(sheaf))

    def _commands(self, rows: Iterator[Row]) -> Iterator[sheaves.Piece]:
        """What is wrong with the other rows is noted by their line."""
        for row in rows:
            told = row.fault or self._fault(row)
            if told:
                self.refused.append((row.line, told))
                continue
            command = _command(row.document)
            self.lines[command.id] = row.line
            yield command.id, render(command)

    def _fault(self, row: Row) -> str | None:
        """Every fault of a row in one line; the compiled contract is asked first, since nearly all rows are right."""
        try:
            self.contracts.check_strict(PUBLISH, row.document)
        except ContractViolation as violation:
            return " ".join(map(str, faults(row.document))) or f"{violation.field} breaks {violation.rule}."
        item = codec.convert(row.document, Item)
        if found := [*promise_faults(item), *inconsistencies(item)]:
            return " ".join(map(str, found))
        first = self.versions.setdefault((item.code, item.version), row.line)
        if first != row.line:
            return f"code must be the only one of its version, but line {first} has it too. Count its version up."
        return None


def import_items(file: Annotated[Path, typer.Argument(help="Items: a YAML stream, or JSON lines (*.jsonl).")]) -> None:
    """Publish every item of a file; rows that cannot be are listed with their line and the reason.

    What the catalogue has already stays as it is, so a file can be imported again.
    """
    if not file.is_file():
        raise Trouble(f"there is no file {file}", "name a file of items")
    machine = Machine.here()
    machine.ensure_bus()
    work = Import(Contracts.load(spoken=Spoken((), (PUBLISH,))))
    parked = _parked(machine.amqp_uri)
    with Answers(machine.amqp_uri, work.lines) as answers, _progress() as progress:
        sent = progress.add_task("sent", total=None)
        letters = work.letters(read_rows(file))
        untaken = Pipeline(machine.amqp_uri, letters, lambda count: progress.advance(sent, count)).send()
        progress.update(sent, total=len(work.lines))
        if untaken:
            raise Trouble("no queue takes the items", "start the catalogue (`tongban up`), then import again")
        with parking(machine.amqp_uri) as lot:
            _await_answers(lot, progress, answers, len(work.lines))
    parked = _parked(machine.amqp_uri) - parked
    work.refused += [(work.lines[one.cause], one.text) for one in answers.refusals]
    _tell(work, len(answers.causes), parked)


def _parked(uri: str) -> int:
    with parking(uri) as lot:
        return lot.depth(PARKED) or 0


def _progress() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


def _await_answers(lot: Parking, progress: Progress, answers: Answers, total: int) -> None:
    """Until every item is answered, or the catalogue has been silent for as long as what it has in hand can take: a
    slow one has been silent for a while before, and is given three times as long.
    """
    patience = SETTLED + min(total, IN_HAND) / SLOWEST
    bar = progress.add_task("decided", total=total)
    answered, heard, silent_since = answers.count(), time.monotonic(), time.monotonic()
    while answered < total and time.monotonic() - silent_since < patience:
        before, answered, waiting = answered, answers.count(), lot.depth(INBOX)
        if answered > before:
            patience = max(patience, PAUSES * (time.monotonic() - heard))
            heard = time.monotonic()
        if answered > before or waiting:
            silent_since = time.monotonic()
        progress.update(bar, completed=answered)
        time.sleep(EVERY)
    progress.update(bar, completed=total)


def _tell(work: Import, answered: int, parked: int) -> None:
    for line, text in sorted(work.refused)[:MOST_TOLD]:
        console.print(f"line {line}: {text}", highlight=False, soft_wrap=True, markup=False)
    taken = len(set(work.lines.values()) - {line for line, _ in work.refused})
    silent = "were there already" if parked <= 0 else "were there already or are parked"
    known = f" ({len(work.lines) - answered} {silent})" if answered < len(work.lines) else ""
    console.print(f"{taken} items are in the catalogue{known}, {len(work.refused)} rows were refused", highlight=False)
    if parked > 0:
        raise Trouble(f"{parked} messages were parked meanwhile", "look at `tongban parked list --service catalogue`")
    if work.refused:
        raise typer.Exit(1)


def _command(document: dict[str, Any]) -> Message:
    """The command, under the id that the catalogue itself would give it: the same content is the same message."""
    stream = f"item-{document['code']}"
    digest = hashlib.sha256(codec.canonical(document)).hexdigest()[:16]
    return Message(
        id=message_id(stream, f"publish-{document['version']}-{digest}"),
        type=PUBLISH,
        source="/tongban/operators",
        subject=stream,
        time=clock.now_stamp(),
        province=NATIONAL,
        case=stream,
        cause=stream,
        trace=new_trace(),
        data=document,
    )

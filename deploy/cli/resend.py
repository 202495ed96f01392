"""`tongban resend`: says again what a service's commits have said, for whoever joined late or lost it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli.parking import Letter, parking
from deploy.cli.walking import opened, services
from deploy.local.machine import Machine
from deploy.local.trouble import Trouble
from services.chassis.contracts import Contracts, Spoken
from services.chassis.envelope import Message, from_mapping, render
from services.chassis.store import Store
from services.chassis.topology import Place

EXAMPLES = (
    "Examples: tongban resend --service catalogue --type catalogue.item-published.v1"
    " · tongban resend --service cases --since 2026-03-02T08:00:00Z --dry-run"
)

console = Console()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are meant; what is left out does not matter."""

    type: str | None = None
    case: str | None = None
    since: datetime | None = None

    def includes(self, message: Message) -> bool:
        """Whether this is one of them."""
        return (
            self.type in (None, message.type)
            and self.case in (None, message.case)
            and (self.since is None or datetime.fromisoformat(message.time) >= self.since)
        )


def resend(
    service: Annotated[str, typer.Option(help="Whose messages; as in `payments`, or `payments_530000`.")],
    message_type: Annotated[str | None, typer.Option("--type", help="Only this type, as in the contracts.")] = None,
    case: Annotated[str | None, typer.Option(help="Only what belongs to this case.")] = None,
    since: Annotated[str | None, typer.Option(help="Only what was said from this time on (RFC 3339).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and send nothing.")] = False,
) -> None:
    """Send again what a service has said, as it stands in its commits.

    Ids, times and traces are the first ones, so whoever had a message already ignores it. Each stream's messages go
    in their order; the broker confirms every one.
    """
    wanted = Wanted(message_type, case, _moment(since))
    machine = Machine.here()
    machine.ensure_store()
    services(machine.mongodb_uri, [service])
    with opened(machine.mongodb_uri, service) as store:
        messages = list(said(store, wanted))
    for line in _lines(messages):
        console.print(line, highlight=False, soft_wrap=True)
    if not dry_run:
        _send(machine, letters(service, messages))
    console.print(f"{'would send' if dry_run else 'sent'} {len(messages)} messages of {service}")


def said(store: Store, wanted: Wanted) -> Iterator[Message]:
    """What the commits of a store have said, stream by stream."""
    for stream in store.walk():
        for commit in stream:
            yield from filter(wanted.includes, map(from_mapping, commit["outbox"]))


def letters(service: str, messages: Sequence[Message]) -> list[Letter]:
    """Each message addressed as the service itself would."""
    capability, _, province = service.partition("_")
    place, contracts = Place(capability, province or None), Contracts.load(spoken=Spoken())
    found = []
    for message in messages:
        kind = contracts.kind(message.type)
        exchange, key = place.destination(kind, message.type, message.province)
        found.append(Letter(message.id, exchange, key, render(message), mandatory=kind != "event"))
    return found


def _send(machine: Machine, wanted: Iterable[Letter]) -> None:
    with parking(machine.amqp_uri) as lot:
        untaken = lot.send(wanted)
    if untaken:
        keys = ", ".join(sorted({letter.key for letter in untaken}))
        remedy = "start the service that takes them, then send again"
        raise Trouble(f"no queue takes {len(untaken)} of the messages ({keys})", remedy)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Trouble(f"{text!r} is no time", "write it as in 2026-03-02T08:00:00Z") from error
    if moment.tzinfo is None:
        raise Trouble(f"{text!r} has no zone", "write it as in 2026-03-02T08:00:00Z")
    return moment


def _lines(messages: Sequence[Message]) -> Iterator[str]:
    for kind in sorted({one.type for one in messages}):
        times = sorted(one.time for one in messages if one.type == kind)
        yield f"{len(times):7}  {kind}  from {times[0]} to {times[-1]}"

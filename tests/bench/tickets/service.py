"""The ticket machine's wiring."""

from dataclasses import dataclass

from services.chassis.assignments import Batch
from services.chassis.definition import Definition
from services.chassis.host import Desk, inbox
from tests.bench.tickets import rules
from tests.bench.tickets.messages import COMMANDS, EVENTS


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


DEFINITION = Definition(
    capability="tickets",
    settings=Settings,
    initial=rules.INITIAL,
    decide=rules.decide,
    evolve=rules.evolve,
    is_terminal=rules.is_terminal,
    commands=COMMANDS,
    events=EVENTS,
    publish=rules.publish,
)


class Tickets:
    """tickets (取号): gives numbers to visitors."""

    name = "tickets"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Decide one batch of messages."""
        self.desk.handle(batch)

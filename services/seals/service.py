"""seals' wiring: its rooms, its inbox, its effects."""

from services.chassis.assignments import Batch, Intent
from services.chassis.definition import Definition
from services.chassis.host import Desk, effects, inbox
from services.seals.decider import INITIAL, decide, evolve, is_terminal
from services.seals.effects import adapters
from services.seals.messages import COMMANDS, EVENTS
from services.seals.process import next_commands
from services.seals.public import publish
from services.seals.settings import Settings

DEFINITION = Definition(
    capability="seals",
    settings=Settings,
    initial=INITIAL,
    decide=decide,
    evolve=evolve,
    is_terminal=is_terminal,
    commands=COMMANDS,
    events=EVENTS,
    publish=publish,
    next_commands=next_commands,
    adapters=adapters,
)


class Seals:
    """seals (电子印章): puts authorities' seals on documents."""

    name = "seals"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Decide one batch of messages."""
        self.desk.handle(batch)

    @effects
    def perform(self, intent: Intent) -> None:
        """Sign one content."""
        self.desk.perform(intent)

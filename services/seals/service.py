"""seals' wiring: its rooms, its inbox, its effects."""

from services.chassis.assignments import Batch, Intent
from services.chassis.definition import Definition
from services.chassis.host import Desk, effects, inbox
from services.seals.decider import INITIAL, decide, evolve, is_terminal
from services.seals.effects import adapters, facts, keys, starting_commands
from services.seals.events import EVENTS
from services.seals.messages import COMMANDS
from services.seals.process import next_commands
from services.seals.public import publish
from services.seals.settings import Settings
from services.seals.views import SEALS, VIEWS

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
    views=VIEWS,
    adapters=adapters,
    facts=facts,
    starting=starting_commands,
    needs=(SEALS.name,),
    keys=keys,
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

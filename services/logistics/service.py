"""logistics' wiring: its rooms, its inbox, its effects."""

from services.chassis.assignments import Batch, Intent
from services.chassis.definition import Definition
from services.chassis.host import Desk, effects, inbox
from services.logistics.decider import INITIAL, decide, evolve, is_terminal
from services.logistics.effects import adapters, facts, keys
from services.logistics.events import EVENTS
from services.logistics.messages import COMMANDS
from services.logistics.process import next_commands
from services.logistics.public import publish
from services.logistics.settings import Settings

DEFINITION = Definition(
    capability="logistics",
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
    facts=facts,
    keys=keys,
)


class Logistics:
    """logistics (统一物流): carries results and originals, and tells received from handed over."""

    name = "logistics"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Decide one batch of messages."""
        self.desk.handle(batch)

    @effects
    def perform(self, intent: Intent) -> None:
        """Book one parcel."""
        self.desk.perform(intent)

"""catalogue's wiring: its rooms, its inbox, and the items it publishes at every start."""

from services.catalogue.decider import INITIAL, decide, evolve, is_terminal
from services.catalogue.effects import starting_commands
from services.catalogue.messages import COMMANDS, EVENTS
from services.catalogue.public import publish
from services.catalogue.settings import Settings
from services.chassis.assignments import Batch
from services.chassis.definition import Definition
from services.chassis.host import Desk, inbox

DEFINITION = Definition(
    capability="catalogue",
    settings=Settings,
    initial=INITIAL,
    decide=decide,
    evolve=evolve,
    is_terminal=is_terminal,
    commands=COMMANDS,
    events=EVENTS,
    publish=publish,
    starting=starting_commands,
    together=("catalogue.publish-item.v1", "catalogue.item-published.v1"),  # an import speaks of 100,000
    at_once=14,
    streams_kept=200,  # an item is large, and is rarely spoken of twice
)


class Catalogue:
    """catalogue (事项目录): keeps the items and publishes every version of them."""

    name = "catalogue"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Decide one batch of messages."""
        self.desk.handle(batch)

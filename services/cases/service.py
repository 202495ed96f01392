"""cases' wiring: its rooms and its inbox."""

from services.cases.decider import INITIAL, decide, evolve, is_terminal
from services.cases.effects import facts
from services.cases.events import EVENTS
from services.cases.messages import COMMANDS
from services.cases.process import deadlines, next_commands
from services.cases.public import publish
from services.cases.reactions import REACTIONS
from services.cases.settings import Settings
from services.cases.views import ITEMS, VIEWS
from services.chassis.assignments import Batch
from services.chassis.definition import Definition
from services.chassis.host import Desk, inbox

DEFINITION = Definition(
    capability="cases",
    settings=Settings,
    initial=INITIAL,
    decide=decide,
    evolve=evolve,
    is_terminal=is_terminal,
    commands=COMMANDS,
    events=EVENTS,
    publish=publish,
    reactions=REACTIONS,
    next_commands=next_commands,
    deadlines=deadlines,
    views=VIEWS,
    facts=facts,
    needs=(ITEMS.name,),
)


class Cases:
    """cases (办件): leads every application through identity, decision, fee, certificate and delivery."""

    name = "cases"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Decide one batch of messages."""
        self.desk.handle(batch)

"""identity's wiring: its rooms, its inbox, its effects, and the staff accounts it opens at every start."""

from services.chassis.assignments import Batch, Intent
from services.chassis.definition import Definition
from services.chassis.host import Desk, effects, inbox
from services.identity.decider import INITIAL, decide, evolve, is_terminal
from services.identity.effects import keys, with_secrets
from services.identity.messages import COMMANDS, EVENTS
from services.identity.process import deadlines, next_commands
from services.identity.public import publish
from services.identity.representing import facts
from services.identity.settings import Settings
from services.identity.staff import starting_commands
from services.identity.views import VIEWS

DEFINITION = Definition(
    capability="identity",
    settings=Settings,
    initial=INITIAL,
    decide=decide,
    evolve=evolve,
    is_terminal=is_terminal,
    commands=COMMANDS,
    events=EVENTS,
    publish=publish,
    next_commands=next_commands,
    deadlines=deadlines,
    views=VIEWS,
    facts=facts,
    with_secrets=with_secrets,
    starting=starting_commands,
    keys=keys,
)


class Identity:
    """identity (统一身份认证): confirms applicants against the population register."""

    name = "identity"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Decide one batch of messages."""
        self.desk.handle(batch)

    @effects
    def perform(self, intent: Intent) -> None:
        """Ask the register one question."""
        self.desk.perform(intent)

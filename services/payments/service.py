"""payments' wiring: its rooms, its inbox, its effects."""

from services.chassis.assignments import Batch, Intent
from services.chassis.definition import Definition
from services.chassis.host import Desk, effects, inbox
from services.payments.decider import INITIAL, decide, evolve, is_terminal
from services.payments.effects import adapters, facts, starting
from services.payments.events import EVENTS
from services.payments.messages import COMMANDS
from services.payments.process import deadlines, next_commands
from services.payments.public import publish
from services.payments.settings import Settings
from services.payments.views import MOVEMENTS

DEFINITION = Definition(
    capability="payments",
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
    adapters=adapters,
    facts=facts,
    starting=starting,
    views=(MOVEMENTS,),
)


class Payments:
    """payments (统一支付): collects fees through a channel, and gives back what may not be kept."""

    name = "payments"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Decide one batch of messages."""
        self.desk.handle(batch)

    @effects
    def perform(self, intent: Intent) -> None:
        """Ask the channel for one order or refund."""
        self.desk.perform(intent)

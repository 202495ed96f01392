"""certificates' wiring: its rooms and its inbox."""

from services.certificates.decider import INITIAL, decide, evolve, is_terminal
from services.certificates.effects import facts
from services.certificates.events import EVENTS
from services.certificates.messages import COMMANDS
from services.certificates.process import deadlines, next_commands
from services.certificates.public import publish
from services.certificates.reactions import REACTIONS
from services.certificates.settings import Settings
from services.certificates.views import VIEWS
from services.chassis.assignments import Batch
from services.chassis.definition import Definition
from services.chassis.host import Desk, inbox

DEFINITION = Definition(
    capability="certificates",
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
)


class Certificates:
    """certificates (电子证照): issues certificates under the issuer's seal, presents them, keeps their state."""

    name = "certificates"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Decide one batch of messages."""
        self.desk.handle(batch)

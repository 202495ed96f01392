"""The portal's projector: it decides nothing, it keeps what others say for the API to read."""

from services.chassis.assignments import Batch
from services.chassis.definition import Definition
from services.chassis.host import Desk, inbox
from services.portal.settings import Settings
from services.portal.views import VIEWS


def _decide(_command: object, _state: None) -> tuple[()]:
    return ()


def _evolve(_state: None, _event: object) -> None:
    return None


def _is_terminal(_state: None) -> bool:
    return False


def _publish(_event: object, _state: None) -> None:
    return None


DEFINITION = Definition(
    capability="portal",
    settings=Settings,
    initial=None,
    decide=_decide,
    evolve=_evolve,
    is_terminal=_is_terminal,
    commands=(),
    events=(),
    publish=_publish,
    views=VIEWS,
)


class Portal:
    """portal (一网通办): listens to every event that a citizen, an officer or a verifier may ask about."""

    name = "portal"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Keep what the batch says."""
        self.desk.handle(batch)

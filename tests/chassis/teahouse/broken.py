"""A teahouse in which what BROKEN names breaks: `python -m tests.chassis.teahouse.broken`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
import os

from services.chassis.assignments import Batch, Intent
from services.chassis.errors import Unavailable
from services.chassis.host import Desk, effects, inbox, run
from tests.chassis.teahouse.service import DEFINITION

BROKEN = os.environ["BROKEN"]


class BrokenTeahouse:
    """teahouse (茶馆): has a bad day."""

    name = "teahouse"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Raise what no worker should."""
        if BROKEN == "door":
            raise RuntimeError("the door broke")
        self.desk.handle(batch)

    @effects
    def perform(self, intent: Intent) -> None:
        """Raise at the first try, what a worker may (`line`) or what no worker should (`printer`)."""
        if not intent.delivery.redelivered:
            raise Unavailable("the line is dead") if BROKEN == "line" else RuntimeError("the printer broke")
        self.desk.perform(intent)


run(BrokenTeahouse)

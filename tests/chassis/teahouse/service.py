"""The teahouse's wiring: its rooms, its inbox, its effects."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.chassis.assignments import Batch, Intent
from services.chassis.definition import Definition, Effect
from services.chassis.host import Desk, effects, inbox
from services.chassis.vocabulary import Answer, Foreign, OutsideUnavailable
from tests.chassis.teahouse import rules
from tests.chassis.teahouse.messages import COMMANDS, EVENTS


@dataclass(frozen=True, slots=True)
class Settings:
    """printer: a folder in which each bill becomes a file; while there is none, the printer is out of order."""

    printer: Path = Path("/nowhere")


def adapters(settings: Settings) -> Mapping[str, Effect]:
    """The printer: one bill a key, however often it is asked."""

    def print_bill(intent: Foreign) -> Answer:
        if not settings.printer.is_dir():
            raise OutsideUnavailable("the printer is out of order")
        bill = settings.printer / intent["message"]
        with bill.open("a") as paper:
            paper.write(f"{intent['total_fen']}\n")
        return Answer("teahouse.record-bill.v1", {"number": f"bill-{intent['message']}"})

    return {"teahouse.print-bill.v1": print_bill}


DEFINITION = Definition(
    capability="teahouse",
    settings=Settings,
    initial=rules.INITIAL,
    decide=rules.decide,
    evolve=rules.evolve,
    is_terminal=rules.is_terminal,
    commands=COMMANDS,
    events=EVENTS,
    publish=rules.publish,
    reactions={"kitchen.kettle-broke.v1": rules.on_kettle_broke},
    next_commands=rules.next_commands,
    deadlines=rules.deadlines,
    views=(rules.MENU,),
    adapters=adapters,
    facts=rules.facts,
)


class Teahouse:
    """teahouse (茶馆): serves tea."""

    name = "teahouse"
    desk = Desk(DEFINITION)

    @inbox
    def handle(self, batch: Batch) -> None:
        """Decide one batch of messages."""
        self.desk.handle(batch)

    @effects
    def perform(self, intent: Intent) -> None:
        """Print one bill."""
        self.desk.perform(intent)

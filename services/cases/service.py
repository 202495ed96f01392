"""cases' wiring: its rooms, its inbox, and what it knows when an application comes in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from services.cases.decider import INITIAL, decide, evolve, is_terminal
from services.cases.effects import read_issuers
from services.cases.messages import COMMANDS, EVENTS
from services.cases.messages.commands import SubmitApplication
from services.cases.messages.nouns import Item, Known
from services.cases.process import deadlines, next_commands
from services.cases.public import publish
from services.cases.reactions import REACTIONS
from services.cases.settings import Settings
from services.cases.views import ITEMS, VIEWS
from services.chassis import clock, codec
from services.chassis.definition import Definition, Fact, ViewReader
from services.chassis.host import Batch, Desk, inbox


def facts(settings: Settings, views: ViewReader) -> Mapping[type, Fact]:
    """An application is decided with the item's versions, the province's authority and our own terms."""
    issuers = read_issuers(settings.authorities)
    patience = timedelta(seconds=settings.catalogue_patience)

    def know(commands: Sequence[SubmitApplication]) -> Sequence[SubmitApplication]:
        items = views.find(ITEMS.name, sorted({command.item for command in commands}))
        waiting_since = clock.now() - patience

        def known(command: SubmitApplication) -> Known:
            versions = items.get(command.item, {"versions": ()})["versions"]
            return Known(
                versions=tuple(codec.convert(version, Item) for version in versions),
                issuer=issuers.get(command.province),
                supplement_days=settings.supplement_days,
                waited=command.at < waiting_since,
            )

        return [replace(command, known=known(command)) for command in commands]

    return {SubmitApplication: know}


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

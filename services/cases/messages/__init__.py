"""What cases is told, what it records, and what a case can be.

These names are stored and published. To change one, add a version.

The room has four shelves, because a case has more to say than one file holds: `nouns`, `commands`, `events`, `states`.
"""

from services.cases.messages.commands import COMMANDS, Command
from services.cases.messages.events import EVENTS, Event
from services.cases.messages.states import State

__all__ = ["COMMANDS", "EVENTS", "Command", "Event", "State"]

"""How one subject (a person, an order, a parcel) is answered badly, once, whatever the switch says; and who was.

The first question about the subject is answered so, and the next one well. A contradiction belongs to its question:
who repeats that one under its key hears the same again, and who asks anew hears the truth.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from deploy.local.standins.journal import Journal

Ill: TypeAlias = Literal["slow", "failing", "garbled", "cut", "contradictory"]
"""As `switches.py` has them."""


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """The first question about this subject is to be answered so."""

    subject: str
    answered: Ill


@dataclass(frozen=True, slots=True)
class Answered:
    """It was; `key` is the question's Idempotency-Key."""

    subject: str
    answered: Ill
    key: str


MANNERS = (ToAnswer, Answered)
"""For the kinds of a journal."""


class Manners:
    """A fold over the two; what happens is in the journal before anybody is answered."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._planned: dict[str, Ill] = {}
        self._answered: dict[str, Answered] = {}

    def apply(self, entry: ToAnswer | Answered) -> None:
        """Take in what happened. Who is to be answered badly anew has been answered well until now."""
        if isinstance(entry, ToAnswer):
            self._planned[entry.subject] = entry.answered
            self._answered.pop(entry.subject, None)
        else:
            self._answered[entry.subject] = entry

    def plan(self, wanted: Iterable[ToAnswer]) -> None:
        """From now on; of one who was answered so already, nothing changes by saying it again."""
        for entry in wanted:
            if self._planned.get(entry.subject) != entry.answered:
                self._happened(entry)

    def take(self, subject: str, key: str = "", wanted: Ill | None = None) -> Ill | None:
        """How this question is to be answered; None is well. `wanted`: what the question itself asks for."""
        ill = wanted or self._planned.get(subject)
        if ill is None:
            return None
        known = self._answered.get(subject)
        if known is None:
            self._happened(Answered(subject, ill, key))
            return ill
        return ill if ill == "contradictory" and known.key == key else None

    def shown(self) -> Mapping[str, Mapping[str, str]]:
        """Who was answered how, for audits."""
        return {"answered": {subject: entry.answered for subject, entry in self._answered.items()}}

    def _happened(self, entry: ToAnswer | Answered) -> None:
        self._journal.write(entry)
        self.apply(entry)

"""STAND-IN for the population register (人口库): `python -m deploy.local.standins.register`.

POST /population {people: [{number, name}]}  takes people in, many at a time; with `answered` (slow, failing, garbled,
                                             cut, contradictory: no, and then yes) the first question is answered so
POST /compare {number, name}                 -> {found, match}: whether the number is known, and is this name's
POST /organisations, /compare-organisation   the same of {uscc, name}; with `representative` {number, name} that is
                                             taken in as the legal one (法定代表人); the answer also says `represents`
GET  /answered                               who was answered badly, by digest of the number, for audits

Like the real one it only ever says yes or no. It keeps digests: no name stands in its memory or its journal.
"""

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web

from deploy.local.standins.journal import Journal
from deploy.local.standins.manners import MANNERS, Answered, Ill, Manners, ToAnswer
from deploy.local.standins.serving import Refused, answer, application, asked, main, refusing
from deploy.local.standins.settings import Settings
from deploy.local.standins.switches import OWN, Switches

NAME = "register"


Digests = tuple[str, str]
"""Of the number alone, and of all that belongs to it."""


@dataclass(frozen=True, slots=True)
class Person:
    """An identity number (公民身份号码) and the name that belongs to it.

    answered: of who is taken in, how the first question about them is answered, where it is to be badly.
    """

    number: str
    name: str
    answered: Ill | None = None

    def digests(self) -> Digests:
        """However it is typed, it is the same number."""
        number = self.number.strip().upper()
        return digest_of(number), digest_of(f"{number}\n{self.name.strip()}")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A unified social credit code (统一社会信用代码), the name that belongs to it, and who represents it by law;
    `answered` as of persons.
    """

    uscc: str
    name: str
    representative: Person | None = None
    answered: Ill | None = None

    def digests(self) -> Digests:
        """The same of an organisation."""
        uscc = f"organisation\n{self.uscc.strip().upper()}"
        return digest_of(uscc), digest_of(f"{uscc}\n{self.name.strip()}")


@dataclass(frozen=True, slots=True)
class Representative:
    """Who represents an organisation by law."""

    uscc: str
    person: Person
    answered: None = None

    def digests(self) -> Digests:
        """Of the organisation alone, and of both."""
        represented = f"representative\n{self.uscc.strip().upper()}"
        return digest_of(represented), digest_of("\n".join((represented, *self.person.digests())))


@dataclass(frozen=True, slots=True)
class Card:
    """Four things that belong together (四要素); `answered` as of persons."""

    number: str
    name: str
    card: str
    phone: str
    answered: Ill | None = None

    def digests(self) -> Digests:
        """The same of a card."""
        card = f"card\n{self.card}"
        return digest_of(card), digest_of(f"{card}\n{self.number}\n{self.name.strip()}\n{self.phone}")


@dataclass(frozen=True, slots=True)
class Population:
    """People to take in; a number that is known gets the new name."""

    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Organisations:
    """Organisations to take in."""

    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards to take in."""

    cards: tuple[Card, ...]


Known = Person | Organisation | Representative | Card

QUESTIONS: dict[str, type[Known]] = {
    "/compare": Person,
    "/compare-organisation": Organisation,
    "/bank/verify": Card,
}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the journal keeps of people, organisations and cards: pairs of digests, of the number, and of all of it."""

    people: tuple[Digests, ...]


class Register:
    """What the registers and the bank know, by digest."""

    def __init__(self, settings: Settings, switches: Switches) -> None:
        self._switches, self._denies = switches, False
        self._pace = settings.pace_seconds
        self._journal = Journal(settings.journal, [TakenIn, *MANNERS])
        self.manners = Manners(self._journal)
        self._known: dict[str, str] = {}
        for entry in self._journal.entries():
            match entry:
                case ToAnswer() | Answered():
                    self.manners.apply(entry)
                case _:
                    self._known.update(entry.people)

    @refusing
    async def take_in(self, request: web.Request) -> web.Response:
        """Take people in; the answer says how many are known now."""
        return answer({"people": self._taken((await asked(request, Population)).people)})

    @refusing
    async def take_in_organisations(self, request: web.Request) -> web.Response:
        """The same of organisations."""
        taken = (await asked(request, Organisations)).organisations
        represented = (Representative(one.uscc, one.representative) for one in taken if one.representative)
        return answer({"known": self._taken((*taken, *represented))})

    @refusing
    async def take_in_cards(self, request: web.Request) -> web.Response:
        """The same of cards."""
        return answer({"known": self._taken((await asked(request, Cards)).cards)})

    @refusing
    async def compare(self, request: web.Request) -> web.Response:
        """Say whether the number is known, and whether it belongs to the name."""
        return answer(await self._compared(request))

    @refusing
    async def compare_organisation(self, request: web.Request) -> web.Response:
        """The same of an organisation; and whether this person represents it, where one is named."""
        said, named = await self._compared(request), await asked(request, Organisation)
        if named.representative:
            represented, both = Representative(named.uscc, named.representative).digests()
            said["represents"] = said["match"] and self._known.get(represented) == both
        return answer(said)

    @refusing
    async def verify(self, request: web.Request) -> web.Response:
        """Say whether the four belong together, and nothing of which does not."""
        said = await self._compared(request)
        return answer({"match": said["match"]})

    async def manner(self, request: web.Request) -> Ill | None:
        """How this question is to be answered; what is malformed is about nobody."""
        if request.path not in QUESTIONS:
            return None
        try:
            number, _ = (await asked(request, QUESTIONS[request.path])).digests()
        except Refused:
            return None
        return self.manners.take(number, request.headers.get("Idempotency-Key", ""))

    def _taken(self, known: Iterable[Known]) -> int:
        pairs = {one: one.digests() for one in known}
        self._journal.write(TakenIn(tuple(pairs.values())))
        self._known.update(pairs.values())
        self.manners.plan(ToAnswer(number, one.answered) for one, (number, _) in pairs.items() if one.answered)
        return len(self._known)

    async def _compared(self, request: web.Request) -> dict[str, bool]:
        if self._pace:
            await asyncio.sleep(self._pace)
        number, whole = (await asked(request, QUESTIONS[request.path])).digests()
        kept = self._known.get(number)
        self._denies = self._switches.now.mode == "contradictory" and not self._denies
        denied = self._denies or request.get(OWN) == "contradictory"
        return {"found": kept is not None, "match": kept == whole and not denied}

    async def close(self, _: web.Application) -> None:
        """Let go of the journal."""
        self._journal.close()


def build(settings: Settings) -> web.Application:
    """The register as an application."""
    switches, app = Switches(), application(NAME)
    register = Register(settings, switches)
    switches.add_to(app, register.manners, register.manner)
    app.add_routes([web.post("/population", register.take_in), web.post("/compare", register.compare)])
    app.add_routes([web.post("/organisations", register.take_in_organisations)])
    app.add_routes([web.post("/compare-organisation", register.compare_organisation)])
    app.add_routes([web.post("/cards", register.take_in_cards), web.post("/bank/verify", register.verify)])
    app.on_cleanup.append(register.close)
    return app


def digest_of(text: str) -> str:
    """By which a number is known here."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


if __name__ == "__main__":
    main(NAME, build, pace_seconds=0, calls_back=False)

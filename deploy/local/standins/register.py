"""STAND-IN for the population register (人口库): `python -m deploy.local.standins.register`.

POST /population {people: [{number, name}]}  takes people in, many at a time; with `answered` (slow, failing, garbled,
                                             cut) the first question about them is answered so
POST /compare {number, name}                 -> {found, match}: whether the number is known, and is this name's
POST /organisations, /compare-organisation   the same of {uscc, name}; with `representative` {number, name} it is
                                             taken in with the legal one (法定代表人); answers then say `represents`

Like the real one it only ever says yes or no. It keeps digests: no name stands in its memory or its journal.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from deploy.local.standins.journal import Journal
from deploy.local.standins.serving import answer, application, asked, main, refusing
from deploy.local.standins.settings import Settings
from deploy.local.standins.switches import Mode, Switches

NAME = "register"


@dataclass(frozen=True, slots=True)
class Person:
    """An identity number (公民身份号码) and the name that belongs to it."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Inhabitant(Person):
    """Somebody to take in. `answered`: how the first question about them is answered, where it is to be badly."""

    answered: Literal["slow", "failing", "garbled", "cut"] | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """People to take in; a number that is known gets the new name."""

    people: tuple[Inhabitant, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A unified social credit code (统一社会信用代码), the name that belongs to it, and who represents it by law."""

    uscc: str
    name: str
    representative: Person | None = None


@dataclass(frozen=True, slots=True)
class Organisations:
    """Organisations to take in."""

    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Four things that belong together (四要素)."""

    number: str
    name: str
    card: str
    phone: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards to take in."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the journal keeps of people, organisations and cards: pairs of digests, of the number, and of all of it."""

    people: tuple[tuple[str, str], ...]


class Register:
    """What the registers and the bank know, by digest."""

    def __init__(self, settings: Settings, switches: Switches) -> None:
        self._switches, self._denies = switches, False
        self._pace = settings.pace_seconds
        self._journal = Journal(settings.journal, [TakenIn])
        self._known: dict[str, str] = {}
        self._badly: dict[str, Mode] = {}
        for entry in self._journal.entries():
            self._known.update(entry.people)

    @refusing
    async def take_in(self, request: web.Request) -> web.Response:
        """Take people in; the answer says how many are known now."""
        population = await asked(request, Population)
        return answer({"people": self._taken(tuple(_person(one) for one in population.people))})

    @refusing
    async def take_in_organisations(self, request: web.Request) -> web.Response:
        """The same of organisations."""
        taken = await asked(request, Organisations)
        represented = (_representative(one) for one in taken.organisations if one.representative)
        return answer({"known": self._taken((*map(_organisation, taken.organisations), *represented))})

    @refusing
    async def take_in_cards(self, request: web.Request) -> web.Response:
        """The same of cards."""
        taken = await asked(request, Cards)
        return answer({"known": self._taken(tuple(_card(one) for one in taken.cards))})

    @refusing
    async def compare(self, request: web.Request) -> web.Response:
        """Say whether the number is known, and whether it belongs to the name."""
        return answer(await self._compared(_person(await asked(request, Person))))

    @refusing
    async def compare_organisation(self, request: web.Request) -> web.Response:
        """The same of an organisation; and whether this person represents it, where one is named."""
        organisation = await asked(request, Organisation)
        said = await self._compared(_organisation(organisation))
        if organisation.representative:
            whose, pair = _representative(organisation)
            said["represents"] = said["match"] and self._known.get(whose) == pair
        return answer(said)

    @refusing
    async def verify(self, request: web.Request) -> web.Response:
        """Say whether the four belong together, and nothing of which does not."""
        said = await self._compared(_card(await asked(request, Card)))
        return answer({"match": said["match"]})

    def _taken(self, pairs: tuple[tuple[str, str], ...]) -> int:
        self._journal.write(TakenIn(pairs))
        self._known.update(pairs)
        return len(self._known)

    async def _compared(self, asked_for: tuple[str, str]) -> dict[str, bool]:
        if self._pace:
            await asyncio.sleep(self._pace)
        number, whole = asked_for
        kept = self._known.get(number)
        self._denies = self._switches.now.mode == "contradictory" and not self._denies
        return {"found": kept is not None, "match": kept == whole and not self._denies}

    async def close(self, _: web.Application) -> None:
        """Let go of the journal."""
        self._journal.close()


def build(settings: Settings) -> web.Application:
    """The register as an application."""
    switches, app = Switches(), application(NAME)
    register = Register(settings, switches)
    switches.add_to(app)
    app.add_routes([web.post("/population", register.take_in), web.post("/compare", register.compare)])
    app.add_routes([web.post("/organisations", register.take_in_organisations)])
    app.add_routes([web.post("/compare-organisation", register.compare_organisation)])
    app.add_routes([web.post("/cards", register.take_in_cards), web.post("/bank/verify", register.verify)])
    app.on_cleanup.append(register.close)
    return app


def _person(person: Person) -> tuple[str, str]:
    number = person.number.strip().upper()
    return _digest(number), _digest(f"{number}\n{person.name.strip()}")


def _organisation(one: Organisation) -> tuple[str, str]:
    uscc = one.uscc.strip().upper()
    return _digest(f"organisation\n{uscc}"), _digest(f"organisation\n{uscc}\n{one.name.strip()}")


def _representative(one: Organisation) -> tuple[str, str]:
    uscc = one.uscc.strip().upper()
    who = one.representative and "\n".join(_person(one.representative))
    return _digest(f"representative\n{uscc}"), _digest(f"representative\n{uscc}\n{who}")


def _card(one: Card) -> tuple[str, str]:
    return _digest(f"card\n{one.card}"), _digest(f"card\n{one.card}\n{one.number}\n{one.name.strip()}\n{one.phone}")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


if __name__ == "__main__":
    main(NAME, build, pace_seconds=0, calls_back=False)

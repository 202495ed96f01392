"""STAND-IN for the population register (人口库): `python -m deploy.local.standins.register`.

POST /population {people: [{number, name}]}  takes people in, many at a time; with `answered` (slow, failing, garbled,
                                             cut) the first question about them is answered so
POST /compare {number, name}                 -> {found, match}: whether the number is known, and is this name's

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
from deploy.local.standins.switches import Mode, Switch, Switches, spoilt

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
class TakenIn:
    """What the journal keeps of people: pairs of digests, of the number, and of number and name."""

    people: tuple[tuple[str, str], ...]


class Register:
    """The people the register knows, by digest."""

    def __init__(self, settings: Settings) -> None:
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
        people = tuple(_digests(person) for person in population.people)
        self._journal.write(TakenIn(people))
        self._known.update(people)
        self._badly.update({_digests(one)[0]: one.answered for one in population.people if one.answered})
        return answer({"people": len(self._known)})

    async def compare(self, request: web.Request) -> web.StreamResponse:
        """Say whether the number is known, and whether it belongs to the name; the first time as badly as wanted."""
        if self._badly and (mode := self._badly.pop(_digests(await asked(request, Person))[0], None)):
            return await spoilt(Switch(mode), request, self._compared)
        return await self._compared(request)

    @refusing
    async def _compared(self, request: web.Request) -> web.Response:
        number, both = _digests(await asked(request, Person))
        if self._pace:
            await asyncio.sleep(self._pace)
        kept = self._known.get(number)
        return answer({"found": kept is not None, "match": kept == both})

    async def close(self, _: web.Application) -> None:
        """Let go of the journal."""
        self._journal.close()


def build(settings: Settings) -> web.Application:
    """The register as an application."""
    register, app = Register(settings), application(NAME)
    Switches().add_to(app)
    app.add_routes([web.post("/population", register.take_in), web.post("/compare", register.compare)])
    app.on_cleanup.append(register.close)
    return app


def _digests(person: Person) -> tuple[str, str]:
    number = person.number.strip().upper()
    return _digest(number), _digest(f"{number}\n{person.name.strip()}")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


if __name__ == "__main__":
    main(NAME, build, pace_seconds=0, calls_back=False)

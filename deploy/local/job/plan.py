"""Who applies for what, and what happens to them: made from the population of the provinces, reproducibly."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from math import gcd
from pathlib import Path
from typing import Any

from deploy.local.job.incidents import ADDRESSED, NEW_TO_THE_REGISTER, Incident, can_meet, incidents
from deploy.local.job.offers import Item, Offers
from deploy.local.job.people import Person, organisation, person

PROVINCES = Path(__file__).parents[1] / "provinces.csv"

NOBODY = Person("", "", "", "")
"""Until it is certain what is applied for."""

BY_ORGANISATIONS = ("000117020000", "000131012000")
"""施工许可 and 食品经营许可: here it is enterprises that apply for them. The catalogue does not say who may."""

ONE_OF_EACH_IN = 10
"""Among so many applications there is one 一件事 and one 跨省通办, until every province has had one of each."""

PARTIAL_IN = 8
"""Every eighth 一件事 succeeds in part."""


@dataclass(frozen=True, slots=True)
class Province:
    """One row of the census of 2020; `population` in units of 10,000."""

    code: str
    name: str
    population: int


@dataclass(frozen=True, slots=True)
class Application:
    """One application of the run.

    decided_in: the province that decides, where it is another (跨省通办); `item` is then in that province's form.
    parts: the items of one thing (一件事); `refused`: the part that an officer refuses.
    holder: the earlier application of the same person: its certificate is presented, or it was denied.
    """

    index: int
    province: Province
    item: Mapping[str, Any]
    person: Person
    incident: Incident
    delivery: str
    decided_in: Province | None = None
    parts: tuple[Item, ...] = ()
    refused: str | None = None
    holder: int | None = None


def provinces(path: Path = PROVINCES) -> list[Province]:
    """The 31 provinces of the census."""
    with path.open(encoding="utf-8") as rows:
        return [Province(row["code"], row["name_zh"], int(row["population_10k_2020"])) for row in csv.DictReader(rows)]


def apportion(count: int, among: Sequence[Province]) -> list[Province]:
    """Seats by population (largest remainder), at least one a province where there are enough."""
    least = 1 if count >= len(among) else 0
    total, free = sum(one.population for one in among), count - least * len(among)
    shares = [free * one.population / total for one in among]
    seats = [least + int(share) for share in shares]
    by_remainder = sorted(range(len(among)), key=lambda index: int(shares[index]) - shares[index])
    for index in by_remainder[: count - sum(seats)]:
        seats[index] += 1
    return [one for one, number in zip(among, seats, strict=True) for _ in range(number)]


def plan(count: int, offers: Offers, seed: int, run: str = "") -> list[Application]:
    """The run's applications: items in turn, incidents in turn, each item one that can meet its incident.

    One application in ten is for one thing (一件事), and one in ten is decided in another province, at most one of
    each a province: 310 applications have one of each from every province, and more have no more.
    run: makes new people of those whom no earlier run may have brought.
    """
    homes = _interleaved(apportion(count, provinces()))
    happening, turns = incidents(), cycle(range(len(offers[homes[0].code])))
    applications, due = list[Application](), list[Incident]()
    for index, home in enumerate(homes):
        due += [incident for incident in [next(happening)] if incident is not Incident.NONE]
        offered = offers[home.code]
        incident = _first(due, offered)
        item = _offer((offered[turn] for turn in islice(turns, len(offered))), incident)
        plain = Application(index, home, item, NOBODY, incident, "")
        applications.append(replace(plain, delivery=_delivery(plain)))
    _put_in_order(applications, offers, count // ONE_OF_EACH_IN)
    everybody = [replace(one, person=_who(one, seed, run)) for one in applications]
    return _following(everybody)


def _first(due: list[Incident], offered: Sequence[Item]) -> Incident:
    """Take the first that can be met here; the others wait for a province that offers what they need."""
    for place, incident in enumerate(due):
        if any(can_meet(item, incident) for item in offered):
            return due.pop(place)
    return Incident.NONE


def _who(one: Application, seed: int, run: str) -> Person:
    """The same people each time, but those of whom the register is to be asked."""
    make = organisation if one.item["code"] in BY_ORGANISATIONS else person
    which = f"{seed}/{run}" if one.incident in NEW_TO_THE_REGISTER else seed
    return make(one.province.code, one.province.name, one.index, which)


def _put_in_order(applications: list[Application], offers: Offers, of_each: int) -> None:
    """Make the first smooth applications of each province one 一件事 and one 跨省通办."""
    for make in (_one_thing, _elsewhere):
        done = set[str]()
        for place, one in enumerate(applications):
            usual = one.incident is Incident.NONE and not (one.parts or one.decided_in)
            if len(done) < of_each and usual and one.province.code not in done:
                applications[place] = make(one, offers, len(done))
                done.add(one.province.code)


def _one_thing(one: Application, offers: Offers, turn: int) -> Application:
    by_code = {item["code"]: item for item in offers[one.province.code]}
    whole = next(item for item in by_code.values() if item.get("parts"))
    parts = tuple(by_code[part["item"]] for part in whole["parts"])
    last = whole["parts"][-1]["item"] if turn % PARTIAL_IN == PARTIAL_IN - 1 else None
    return replace(one, item=whole, parts=parts, refused=last, delivery=_delivery(replace(one, item=whole)))


def _elsewhere(one: Application, offers: Offers, turn: int) -> Application:
    everywhere = provinces()
    there = everywhere[(everywhere.index(one.province) + 1) % len(everywhere)]
    offered = [item for item in offers[there.code] if item.get("handled_across_provinces")]
    made = replace(one, item=offered[turn % len(offered)], decided_in=there)
    return replace(made, delivery=_delivery(made))


def _following(applications: Sequence[Application]) -> list[Application]:
    """Who comes a second time is somebody who was here before; where there is nobody, nothing happens."""
    made, relented = list[Application](), set[int]()
    for one in applications:
        earlier = _earlier(one, applications[: one.index], relented)
        if one.incident not in (Incident.CERTIFICATE_HELD, Incident.REGISTER_RELENTS):
            made.append(one)
        elif earlier is None:
            made.append(replace(one, incident=Incident.NONE))
        else:
            relented.add(earlier.index)
            made.append(replace(one, person=earlier.person, holder=earlier.index))
    return made


def _earlier(one: Application, before: Sequence[Application], relented: set[int]) -> Application | None:
    """Who holds the certificate that stands for a material; or whom the register has denied."""
    if one.incident is Incident.REGISTER_RELENTS:
        denied = (two for two in before if two.incident is Incident.REGISTER_DENIES and two.index not in relented)
        return next(denied, None)
    required = [material for material in one.item["materials"] if material["required"]]
    wanted = {of for material in required for of in material.get("satisfied_by", ())}
    usual = (two for two in before if two.incident is Incident.NONE and not (two.parts or two.decided_in))
    return next((two for two in usual if (two.item.get("certificate") or {}).get("type_code") in wanted), None)


def _offer(offers: Iterator[Item], incident: Incident) -> Item:
    for item in offers:
        if can_meet(item, incident):
            return item
    raise ValueError("the catalogue offers nothing that can be applied for")


def _delivery(one: Application) -> str:
    wanted = "post" if one.incident in ADDRESSED or one.index % 2 else "counter"
    return wanted if wanted in one.item["delivery"] else str(one.item["delivery"][0])


def _interleaved(homes: list[Province]) -> list[Province]:
    """Spread the provinces over the run, as they would apply: not one after the other."""
    step = next(step for step in range(97, 97 + len(homes) + 2) if gcd(step, len(homes)) == 1)
    return [homes[index * step % len(homes)] for index in range(len(homes))]

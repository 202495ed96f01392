"""Who applies for what, and what happens to them: made from the population of the provinces, reproducibly."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from math import gcd
from pathlib import Path
from typing import Any

from deploy.local.job.incidents import Incident, can_meet, incidents
from deploy.local.job.offers import Item, Offers
from deploy.local.job.people import Person, person

PROVINCES = Path(__file__).parents[1] / "provinces.csv"

NOBODY_THERE = "查无此人"
"""An address with these words comes back from the carrier: addressee unknown."""

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
    holder: the earlier application whose certificate is presented.
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


def plan(count: int, offers: Offers, seed: int) -> list[Application]:
    """The run's applications: items in turn, incidents in turn, each item one that can meet its incident.

    One application in ten is for one thing (一件事), and one in ten is decided in another province, at most one of
    each a province: 310 applications have one of each from every province, and more have no more.
    """
    homes = _interleaved(apportion(count, provinces()))
    happening, turns = incidents(), cycle(range(len(offers[homes[0].code])))
    applications = list[Application]()
    for index, home in enumerate(homes):
        incident, offered = next(happening), offers[home.code]
        if not any(can_meet(item, incident) for item in offered):
            incident = Incident.NONE  # not in this province: what may be promised elsewhere need not be asked for here
        item = _offer((offered[turn] for turn in islice(turns, len(offered))), incident)
        plain = Application(index, home, item, person(home.code, home.name, index, seed), incident, "")
        applications.append(replace(plain, delivery=_delivery(plain)))
    _put_in_order(applications, offers, count // ONE_OF_EACH_IN)
    return [_holding(one, applications) if one.incident is Incident.CERTIFICATE_HELD else one for one in applications]


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


def _holding(one: Application, applications: Sequence[Application]) -> Application:
    """Somebody who holds the certificate that stands for a material; nobody holds one, nothing happens."""
    wanted = {of for material in one.item["materials"] for of in material.get("satisfied_by", ())}
    for earlier in applications[: one.index]:
        plain = earlier.incident is Incident.NONE and not (earlier.parts or earlier.decided_in)
        if plain and (earlier.item.get("certificate") or {}).get("type_code") in wanted:
            return replace(one, person=earlier.person, holder=earlier.index)
    return replace(one, incident=Incident.NONE)


def _offer(offers: Iterator[Item], incident: Incident) -> Item:
    for item in offers:
        if can_meet(item, incident):
            return item
    raise ValueError("the catalogue offers nothing that can be applied for")


def _delivery(one: Application) -> str:
    wanted = "post" if one.incident is Incident.RETURNED or one.index % 2 else "counter"
    return wanted if wanted in one.item["delivery"] else str(one.item["delivery"][0])


def _interleaved(homes: list[Province]) -> list[Province]:
    """Spread the provinces over the run, as they would apply: not one after the other."""
    step = next(step for step in range(97, 97 + len(homes) + 2) if gcd(step, len(homes)) == 1)
    return [homes[index * step % len(homes)] for index in range(len(homes))]

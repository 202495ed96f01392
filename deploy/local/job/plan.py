"""Who applies for what, and what happens to them: made from the population of the provinces, reproducibly."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import cycle, islice
from math import gcd
from pathlib import Path
from typing import Any

from deploy.local.job.people import Person, person

PROVINCES = Path(__file__).parents[1] / "provinces.csv"

ONE_IN = 8
"""Every eighth application meets something."""

NOBODY_THERE = "查无此人"
"""An address with these words comes back from the carrier: addressee unknown."""


class Incident(Enum):
    """What an application may meet on its way."""

    NONE = "runs smoothly"
    UNKNOWN_PERSON = "the register does not know the person"
    MISSING_MATERIAL = "a material is missing and is supplied later"
    REFUSED = "the officer refuses"
    UNPAID = "the fee is not paid"
    RETURNED = "the parcel comes back and is sent again"
    WITHDRAWN = "the applicant withdraws"


@dataclass(frozen=True, slots=True)
class Province:
    """One row of the census of 2020; `population` in units of 10,000."""

    code: str
    name: str
    population: int


@dataclass(frozen=True, slots=True)
class Application:
    """One application of the run."""

    index: int
    province: Province
    item: Mapping[str, Any]
    person: Person
    incident: Incident
    delivery: str


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


def plan(count: int, items: Sequence[Mapping[str, Any]], seed: int) -> list[Application]:
    """The run's applications: items in turn, incidents in turn, each item one that can meet its incident."""
    homes = _interleaved(apportion(count, provinces()))
    incidents, offers = _incidents(), cycle(items)
    applications = []
    for index, home in enumerate(homes):
        incident = next(incidents)
        item = _offer(islice(offers, len(items)), incident)
        applicant = person(home.code, home.name, index, seed)
        applications.append(Application(index, home, item, applicant, incident, _delivery(index, item, incident)))
    return applications


def _offer(offers: Iterator[Mapping[str, Any]], incident: Incident) -> Mapping[str, Any]:
    for item in offers:
        if _can_meet(item, incident):
            return item
    raise ValueError(f"no item of the catalogue can meet this: {incident.value}")


def _delivery(index: int, item: Mapping[str, Any], incident: Incident) -> str:
    wanted = "post" if incident is Incident.RETURNED or index % 2 else "counter"
    return wanted if wanted in item["delivery"] else str(item["delivery"][0])


def _can_meet(item: Mapping[str, Any], incident: Incident) -> bool:
    if item.get("parts") or item.get("acceptance") == "clerk":
        return False  # one thing (一件事) has no case of its own, and nobody here examines what clerks accept
    if incident is Incident.UNPAID:
        return any(fee["fen"] for fee in item["fees"])
    if incident is Incident.MISSING_MATERIAL:
        return any(material["required"] for material in item["materials"])
    if incident is Incident.RETURNED:
        return "post" in item["delivery"] and item.get("certificate") is not None
    return True


def _incidents() -> Iterator[Incident]:
    unhappy = cycle([incident for incident in Incident if incident is not Incident.NONE])
    while True:
        yield from [Incident.NONE] * (ONE_IN - 1)
        yield next(unhappy)


def _interleaved(homes: list[Province]) -> list[Province]:
    """Spread the provinces over the run, as they would apply: not one after the other."""
    step = next(step for step in range(97, 97 + len(homes) + 2) if gcd(step, len(homes)) == 1)
    return [homes[index * step % len(homes)] for index in range(len(homes))]

"""What cases knows beside the message when an application comes in: the item, the issuing authority, its own terms."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias, get_args

from services.cases.items import Item
from services.cases.messages import Command, SubmitApplication, SubmitBundle
from services.cases.neighbour_messages import TakeOverCase
from services.cases.settings import Settings
from services.cases.terms import Issuer, Known, Terms
from services.cases.views import ITEMS
from services.cases.workdays import WorkCalendar
from services.chassis import clock, codec
from services.chassis.definition import Fact, ViewReader, each
from services.chassis.errors import Malformed, SettingMissing

Applying: TypeAlias = SubmitApplication | SubmitBundle | TakeOverCase

COLUMNS = ("province", "name_zh", "uscc")
TERMS = (
    *("province", "first_day", "warning_share"),
    *("rectification_days", "ledger_days", "choice_days", "collection_days"),
)
EVERYWHERE = "000000"


def facts(settings: Settings, views: ViewReader) -> Mapping[type, Fact]:
    """Completes submissions; the authorities are read once. Raises SettingMissing where their file is wrong."""
    issuers = read_issuers(settings.authorities)

    def complete(commands: Sequence[Applying]) -> Sequence[Applying]:
        items = views.find(ITEMS.name, sorted({command.item for command in commands}))
        versions = {code: _items(document["versions"]) for code, document in items.items()}
        impatient = clock.now() - timedelta(seconds=settings.catalogue_patience)
        return [
            replace(
                command,
                known=Known(
                    versions=_here(versions.get(command.item, ()), command.province),
                    issuer=issuers.get(command.province),
                    supplement_days=settings.supplement_days,
                    examination_days=settings.examination_days,
                    waited=command.at < impatient,
                    there=_there(command, versions.get(command.item, ())),
                ),
            )
            for command in commands
        ]

    timed = _timed(settings)

    def take_over(commands: Sequence[TakeOverCase]) -> Sequence[TakeOverCase]:
        return [one for one in complete(timed[TakeOverCase](commands)) if isinstance(one, TakeOverCase)]

    return {**timed, SubmitApplication: complete, SubmitBundle: complete, TakeOverCase: take_over}


def _timed(settings: Settings) -> Mapping[type, Fact]:
    """Commands that begin or move a limit get the calendar and the terms of the case's province."""
    terms = read_terms(settings.terms, read_calendar(settings.calendar))

    def complete(command: Any) -> Any:
        province = command.subject.split("-")[1]
        return replace(command, terms=terms.get(province, terms[EVERYWHERE]))

    return {kind: each(complete) for kind in get_args(Command) if any(one.name == "terms" for one in fields(kind))}


def read_calendar(path: Path) -> WorkCalendar:
    """The State Council's days; raises SettingMissing."""
    days: dict[str, set[date]] = {"off": set(), "work": set()}
    for where, row in _rows("CASES_CALENDAR", path, ("date", "kind")):
        try:
            days[row["kind"]].add(date.fromisoformat(row["date"]))
        except (KeyError, ValueError) as error:
            raise SettingMissing(f"{where}: date must be YYYY-MM-DD and kind off or work; found {error}.") from error
    off, work = frozenset(days["off"]), frozenset(days["work"])
    return WorkCalendar(off, work, frozenset(day.year for day in off | work))


def read_terms(path: Path, calendar: WorkCalendar) -> Mapping[str, Terms]:
    """The terms of each province; raises SettingMissing."""
    found = {row["province"]: _terms(where, row, calendar) for where, row in _rows("CASES_TERMS", path, TERMS)}
    if EVERYWHERE not in found:
        raise SettingMissing(f"{path}: add a line for {EVERYWHERE}, the terms of every province that has none.")
    return found


def _terms(where: str, row: Mapping[str, str], calendar: WorkCalendar) -> Terms:
    try:
        days = codec.convert({"first_day": row["first_day"]}, WorkCalendar)
        numbers = {name: float(row[name]) for name in TERMS[2:]}
    except (ValueError, Malformed) as error:
        raise SettingMissing(f"{where}: first_day is next or same, the others are numbers; found {error}.") from error
    wrong = [name for name, number in numbers.items() if number < 0 or (name == "warning_share" and number > 1)]
    if wrong:
        raise SettingMissing(f"{where}: {wrong[0]} must be 0 or more, a share at most 1. Correct it.")
    return Terms(replace(calendar, first_day=days.first_day), **numbers)


def _here(versions: tuple[Item, ...], province: str) -> tuple[Item, ...]:
    """The nation's versions and the province's own; what another province asks for counts nothing here."""
    return tuple(item for item in versions if item.region in (None, province))


def _there(command: Applying, versions: tuple[Item, ...]) -> tuple[Item, ...]:
    """As the other province that is to decide has them."""
    elsewhere = command.decided_in if isinstance(command, SubmitApplication) else None
    return _here(versions, elsewhere) if elsewhere else ()


def _items(versions: Sequence[object]) -> tuple[Item, ...]:
    return tuple(codec.convert(version, Item) for version in versions)


def read_issuers(path: Path) -> Mapping[str, Issuer]:
    """The authority (颁发机构) of each province, by its six-digit code; raises SettingMissing."""
    issuers = {}
    for where, row in _rows("CASES_AUTHORITIES", path, COLUMNS):
        if len(row["uscc"]) != 18:
            raise SettingMissing(f"{where}: uscc must have 18 characters (GB 32100). Correct it.")
        issuers[row["province"]] = Issuer(row["name_zh"], row["uscc"])
    return issuers


def _rows(setting: str, path: Path, columns: Sequence[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The lines of a CSV file, each with where it stands; raises SettingMissing where one is not complete."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError) as error:
        raise SettingMissing(f"{setting} must be a CSV file that can be read: {error}") from error
    for number, row in enumerate(rows, start=2):
        where = f"{path}, line {number}"
        for column in columns:
            if not row.get(column):
                raise SettingMissing(f"{where}: {column} is missing. Each line has {', '.join(columns)}.")
        yield where, row

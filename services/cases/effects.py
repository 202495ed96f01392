"""What cases knows beside the message when an application comes in: the item, the issuing authority, its own terms."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from services.cases.items import Item
from services.cases.messages import Issuer, Known, SubmitApplication
from services.cases.settings import Settings
from services.cases.views import ITEMS
from services.chassis import clock, codec
from services.chassis.definition import Fact, ViewReader
from services.chassis.errors import SettingMissing

COLUMNS = ("province", "name_zh", "uscc")


def facts(settings: Settings, views: ViewReader) -> Mapping[type, Fact]:
    """Completes submissions; the authorities are read once. Raises SettingMissing where their file is wrong."""
    issuers = read_issuers(settings.authorities)

    def complete(commands: Sequence[SubmitApplication]) -> Sequence[SubmitApplication]:
        items = views.find(ITEMS.name, sorted({command.item for command in commands}))
        versions = {code: _items(document["versions"]) for code, document in items.items()}
        impatient = clock.now() - timedelta(seconds=settings.catalogue_patience)
        return [
            replace(
                command,
                known=Known(
                    versions=versions.get(command.item, ()),
                    issuer=issuers.get(command.province),
                    supplement_days=settings.supplement_days,
                    waited=command.at < impatient,
                ),
            )
            for command in commands
        ]

    return {SubmitApplication: complete}


def _items(versions: Sequence[object]) -> tuple[Item, ...]:
    return tuple(codec.convert(version, Item) for version in versions)


def read_issuers(path: Path) -> Mapping[str, Issuer]:
    """The authority (颁发机构) of each province, by its six-digit code; raises SettingMissing."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError) as error:
        raise SettingMissing(f"CASES_AUTHORITIES must be a CSV file that can be read: {error}") from error
    for number, row in enumerate(rows, start=2):
        _check(f"{path}, line {number}", row)
    return {row["province"]: Issuer(row["name_zh"], row["uscc"]) for row in rows}


def _check(where: str, row: Mapping[str, str | None]) -> None:
    for column in COLUMNS:
        if not row.get(column):
            raise SettingMissing(f"{where}: {column} is missing. Each line has {', '.join(COLUMNS)}.")
    if len(row["uscc"] or "") != 18:
        raise SettingMissing(f"{where}: uscc must have 18 characters (GB 32100). Correct it.")

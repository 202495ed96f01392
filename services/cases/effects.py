"""What cases reads from outside: the file of issuing authorities (颁发机构)."""

import csv
from collections.abc import Mapping
from pathlib import Path

from services.cases.messages.nouns import Issuer

COLUMNS = ("province", "name_zh", "uscc")


class AuthoritiesUnreadable(ValueError):
    """The file of authorities is not as it must be; the text names file, line, rule and remedy."""


def read_issuers(path: Path) -> Mapping[str, Issuer]:
    """The authority of each province, by its six-digit code; raises AuthoritiesUnreadable."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise AuthoritiesUnreadable(f"{path}: {error.strerror}. Set CASES_AUTHORITIES to the file's path.") from error
    for number, row in enumerate(rows, start=2):
        _check(f"{path}, line {number}", row)
    return {row["province"]: Issuer(row["name_zh"], row["uscc"]) for row in rows}


def _check(where: str, row: Mapping[str, str | None]) -> None:
    for column in COLUMNS:
        if not row.get(column):
            raise AuthoritiesUnreadable(f"{where}: {column} is missing. Each line has {', '.join(COLUMNS)}.")
    if len(row["uscc"] or "") != 18:
        raise AuthoritiesUnreadable(f"{where}: uscc must have 18 characters (GB 32100). Correct it.")

"""The stand-in authorities of one machine: one invented issuing authority (颁发机构) per province.

`python -m deploy.local.authorities` writes `authorities.csv` anew from `provinces.csv`. The offices' names
and codes are invented. The codes have valid check characters, and an organisation part beginning `TB` that
marks them as ours.
"""

import csv
from pathlib import Path
from typing import NamedTuple

from stdnum.cn import uscc

PROVINCES = Path(__file__).with_name("provinces.csv")
AUTHORITIES = Path(__file__).with_name("authorities.csv")

_ORGAN = "11"
"""GB 32100: registered by the office for public bodies (机构编制), kind of body 机关."""

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class Authority(NamedTuple):
    """One office: the province's six-digit code, its Chinese name, its unified social credit code."""

    province: str
    name_zh: str
    uscc: str


def read(path: Path = AUTHORITIES) -> tuple[Authority, ...]:
    """Read the authorities, in the file's order; raises ValueError for a code with a wrong check character."""
    with path.open(encoding="utf-8", newline="") as file:
        authorities = tuple(Authority(row["province"], row["name_zh"], row["uscc"]) for row in csv.DictReader(file))
    if wrong := [authority.uscc for authority in authorities if not uscc.is_valid(authority.uscc)]:
        raise ValueError(f"{path}: not a unified social credit code: {', '.join(wrong)}")
    return authorities


def of_provinces(path: Path = PROVINCES) -> tuple[Authority, ...]:
    """Invent one authority for each province of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = tuple(csv.DictReader(file))
    return tuple(Authority(row["code"], f"{row['name_zh']}行政审批局", credit_code(row["code"])) for row in rows)


def credit_code(province: str) -> str:
    """The invented unified social credit code (统一社会信用代码) of a province's authority."""
    organisation = f"TB{province[:2]}0001"
    body = f"{_ORGAN}{province}{organisation}{_organisation_check(organisation)}"
    return body + uscc.calc_check_digit(body)


def write(authorities: tuple[Authority, ...], path: Path = AUTHORITIES) -> None:
    """Write the file that cases and the maker of seal keys read."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([Authority._fields, *authorities])


def _organisation_check(organisation: str) -> str:
    """GB 11714: the ninth character of an organisation code."""
    total = sum(weight * int(sign, 36) for weight, sign in zip(_ORGANISATION_WEIGHTS, organisation, strict=True))
    return "0123456789X"[-total % 11]


if __name__ == "__main__":
    write(of_provinces())

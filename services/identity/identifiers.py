"""The numbers that persons and organisations are known by, checked by their standards alone; registers know the rest.

Read as people write them: blanks, hyphens, small letters and an input method's wide digits are no mistake.
"""

import unicodedata
from datetime import date
from typing import Literal, TypeAlias

from stdnum.cn import ric, uscc

Kind: TypeAlias = Literal["resident", "hong-kong", "macao", "taiwan", "foreigner", "foreigner-former", "organisation"]

RESIDENCE_PERMITS: dict[str, Kind] = {"810000": "hong-kong", "820000": "macao", "830000": "taiwan"}
"""港澳台居民居住证: the number of GB 11643 with one of these instead of a county (国办发〔2018〕81号)."""

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714, as it stands inside a 统一社会信用代码."""

PERMIT_WEIGHTS = (7, 3, 1)
"""外国人永久居留证, form until 2023: the machine-readable check digit of ICAO 9303."""


EARLIEST_BIRTH = 1800
"""The oldest of whom papers may speak: the standard's own example was born in 1880."""


def compact(text: str) -> str:
    """The number alone."""
    return ric.compact(unicodedata.normalize("NFKC", text)).replace("-", "")


def standard(text: str) -> str:
    """The number by which a person is known: 15 digits of the first generation become 18 (GB 11643-1999)."""
    number = compact(text)
    if len(number) == 15 and _is_decimal(number):
        return lengthened(number)
    return number


def lengthened(number: str) -> str:
    """15 digits as 18: born in the 19th hundred, and with the check character that they lacked."""
    longer = f"{number[:6]}19{number[6:]}"
    return longer + ric.calc_check_digit(longer + "0")


def kind_of(text: str) -> Kind | None:
    """What kind of number it is; None for a number that cannot be."""
    number = standard(text)
    if _is_resident(number):
        if number.startswith("9"):
            return "foreigner"  # 外国人永久居留身份证, form from 2023: 9, region, nationality, date, order, check
        return RESIDENCE_PERMITS.get(number[:6], "resident")
    if is_uscc(number):
        return "organisation"
    return "foreigner-former" if _is_former_permit(number) else None


def is_uscc(number: str) -> bool:
    """GB 32100: check character, and inside it a sound organisation code (GB 11714)."""
    return bool(uscc.is_valid(number)) and _organisation_check(number[8:16]) == number[16]


def _organisation_check(code: str) -> str:
    total = sum(int(sign, 36) * weight for sign, weight in zip(code, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def _is_resident(number: str) -> bool:
    """GB 11643: 17 digits with a date of birth, and the ISO 7064 MOD 11-2 check character.

    Not `ric.validate`: it also looks the birthplace up, in a table that knows neither old codes nor every
    county, and would turn citizens away; the standard's own example (born 1880) fails there. The register knows.
    """
    if len(number) != 18 or not _is_decimal(number[:17]) or not _is_day(number[6:14]):
        return False
    return ric.calc_check_digit(number) == number[-1]


def _is_former_permit(number: str) -> bool:
    """Three letters of a nationality, four digits of a region, six of birth, one of order, one check digit."""
    letters, digits = number[:3], number[3:]
    if len(number) != 15 or not (letters.isascii() and letters.isalpha() and _is_decimal(digits)):
        return False
    if not (_is_day("19" + digits[4:10]) or _is_day("20" + digits[4:10])):
        return False
    total = sum(int(sign, 36) * PERMIT_WEIGHTS[place % 3] for place, sign in enumerate(number[:14]))
    return total % 10 == int(number[14])


def _is_decimal(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).year >= EARLIEST_BIRTH
    except ValueError:
        return False

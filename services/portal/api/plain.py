"""Text that people typed: what may stand in it, and numbers whose check digit must be right."""

import re

from pydantic_core import PydanticCustomError
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

_INVISIBLE = "\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\uffff"
_NOT_ON_A_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")
_NOT_IN_A_TEXT = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")


def line(text: str) -> str:
    """A name or an address: one line, nothing invisible in it, nothing that turns the writing direction."""
    return _plain(text, _NOT_ON_A_LINE)


def paragraph(text: str) -> str:
    """An opinion or a comment: the same, but it may have several lines."""
    return _plain(text, _NOT_IN_A_TEXT)


def _plain(text: str, forbidden: re.Pattern[str]) -> str:
    if forbidden.search(text):
        raise PydanticCustomError("plain-text", "holds control characters")
    stripped = text.strip()
    if not stripped:
        raise PydanticCustomError("required", "is blank")
    return stripped


def identifier(number: str) -> str:
    """A citizen's number (GB 11643) or an organisation's credit code (GB 32100), check digit and all."""
    compact = number.strip().upper()
    if not (compact.isascii() and compact.isalnum() and (_citizen(compact) or uscc.is_valid(compact))):
        raise PydanticCustomError("identifier-invalid", "the check digit is not right")
    return compact


def is_credit_code(number: str) -> bool:
    """Whether a number that `identifier` took is an organisation's (统一社会信用代码)."""
    return not _citizen(number)


def bank_card(number: str) -> str:
    """A bank card's number without the blanks that people type into it; whether it is theirs, the bank says."""
    compact = number.replace(" ", "")
    if not re.fullmatch(r"[0-9]{12,19}", compact):
        raise PydanticCustomError("bank-card", "is not 12 to 19 digits")
    return compact


def _citizen(number: str) -> bool:
    """Length, digits, birth date and check character; not the birthplace, of which python-stdnum knows too few."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return ric.calc_check_digit(number) == number[-1]

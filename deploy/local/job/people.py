"""Applicants: invented people whose identifiers are valid, the same ones each time."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.cn import uscc
from stdnum.cn.ric import calc_check_digit

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鑫波斌宇浩凯健俊帆"

YOUNGEST, OLDEST = date(2004, 12, 31), date(1950, 1, 1)


TRADES = ("建筑工程", "置业", "餐饮", "食品")
COMPANY = "91"
"""Registered by market regulation (9), an enterprise (1); GB 32100."""

WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714: the organisation code inside a 统一社会信用代码."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who applies, as the application form asks: a natural person, or an organisation (法人) under its credit code."""

    name: str
    number: str
    phone: str
    address: str

    @property
    def is_organisation(self) -> bool:
        """By what the number begins with: one citizen's number in thirty is a valid credit code as well."""
        return self.number.startswith(COMPANY)


def organisation(province: str, province_name: str, index: int, seed: int | str) -> Person:
    """The same for an enterprise; the check characters are right (GB 32100, GB 11714)."""
    random = Random(f"{seed}/{index}/organisation")  # noqa: S311 - as below
    number = f"{random.randrange(10**8):08d}"
    total = sum(int(sign) * weight for sign, weight in zip(number, WEIGHTS, strict=True))
    stem = f"{COMPANY}{province[:2]}0100{number}{'0123456789X0'[11 - total % 11]}"
    name = f"{province_name}{''.join(random.sample(GIVEN, 2))}{random.choice(TRADES)}有限公司"
    phone = f"1{random.choice('3578')}{random.randrange(10**9):09d}"
    return Person(name, stem + uscc.calc_check_digit(stem), phone, f"{province_name}人民路{index + 1}号")


def person(province: str, province_name: str, index: int, seed: int | str) -> Person:
    """The `index`-th applicant of a run with this seed; the number's check digit is right (GB 11643)."""
    random = Random(f"{seed}/{index}")  # noqa: S311 - reproducible on purpose, and nobody's secret
    born = OLDEST + timedelta(days=random.randrange((YOUNGEST - OLDEST).days))
    stem = f"{province[:2]}{random.choice(('0101', '0102', '0103', '0104', '0105'))}{born:%Y%m%d}{index % 1000:03d}"
    name = random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.choice((1, 2))))
    phone = f"1{random.choice('3578')}{random.randrange(10**9):09d}"
    # "?" holds the place of the check character: python-stdnum computes over all that stands before it.
    return Person(name, stem + calc_check_digit(stem + "?"), phone, f"{province_name}人民路{index + 1}号")

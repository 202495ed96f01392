"""Applicants: invented people whose identifiers are valid, the same ones each time."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.cn.ric import calc_check_digit

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鑫波斌宇浩凯健俊帆"

YOUNGEST, OLDEST = date(2004, 12, 31), date(1950, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person as the application form asks for one."""

    name: str
    number: str
    phone: str
    address: str


def person(province: str, province_name: str, index: int, seed: int) -> Person:
    """The `index`-th applicant of a run with this seed; the number's check digit is right (GB 11643)."""
    random = Random(f"{seed}/{index}")  # noqa: S311 - reproducible on purpose, and nobody's secret
    born = OLDEST + timedelta(days=random.randrange((YOUNGEST - OLDEST).days))
    stem = f"{province[:2]}{random.choice(('0101', '0102', '0103', '0104', '0105'))}{born:%Y%m%d}{index % 1000:03d}"
    name = random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.choice((1, 2))))
    phone = f"1{random.choice('3578')}{random.randrange(10**9):09d}"
    # "?" holds the place of the check character: python-stdnum computes over all that stands before it.
    return Person(name, stem + calc_check_digit(stem + "?"), phone, f"{province_name}人民路{index + 1}号")

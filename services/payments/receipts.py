"""Numbers of receipts (财政电子票据): code of 8 digits (区划 2, 分类 2, 种类 2, 年度 2) and number of 10.

As with books of paper receipts, a process takes a block (号段) of numbers and gives them out by itself. It takes one by
entering it in a register where each key is entered once, so no two receipts share a number, and no counter is shared:
replicas meet in the store once in a thousand receipts. What a process has not given out when it ends stays void.
"""

from collections.abc import Callable
from datetime import datetime

from services.payments.reconciling import BEIJING

REGISTER = "receipt_blocks"
BLOCK, BLOCKS_A_DAY = 1_000, 27_000
"""Numbers in a block; and blocks that a day may begin with: 366 days of them fill the ten digits."""

KEPT = 200
"""Blocks in use that a process remembers: one a province and day."""


class Receipts:
    """Gives out numbers; one instance a process. `claim` enters a key in the register: True if it was first."""

    def __init__(self, kind: str, claim: Callable[[str, str], bool]) -> None:
        """`kind`: the four digits of 分类 and 种类."""
        self._kind, self._claim = kind, claim
        self._next: dict[str, int] = {}

    def number(self, province: str, paid_at: datetime) -> str:
        """The next number for a payment of that province and moment: 18 digits, never given out before."""
        day = paid_at.astimezone(BEIJING)
        code = f"{province[:2]}{self._kind}{day:%y}"
        first = (day.timetuple().tm_yday - 1) * BLOCKS_A_DAY * BLOCK
        key = f"{code}{first}"
        number = self._next.pop(key, first)
        if number % BLOCK == 0:
            number = self._fresh(code, number)
        self._next[key] = number + 1
        if len(self._next) > KEPT:
            del self._next[next(iter(self._next))]
        return f"{code}{number:010}"

    def _fresh(self, code: str, number: int) -> int:
        """The first number of the first block from here on that nobody has taken."""
        while not self._claim(REGISTER, f"{code}-{number // BLOCK:07}"):
            number += BLOCK
        return number

"""States and operations of certificates (证照状态、证照操作) as the shared dictionary writes them: a table, no code.

01 有效 in force, 02 暂扣 suspended, 03 撤销 withdrawn, 04 注销 cancelled, 05 失效 expired or replaced,
06 办理转出 transferred out, 07 吊销 revoked, 99 其他 other.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """In state `before`, `operation` leads to `after`."""

    before: str
    operation: str
    after: str


TABLE = (
    Row("01", "02", "05"),  # 延续: the renewed one takes its place
    Row("01", "03", "02"),  # 暂扣
    Row("01", "04", "05"),  # 过期失效
    Row("02", "04", "05"),
    Row("01", "05", "03"),  # 撤销
    Row("01", "05", "04"),  # 注销
    Row("01", "05", "06"),  # 转出
    Row("01", "05", "07"),  # 吊销
    Row("02", "05", "03"),
    Row("02", "05", "04"),
    Row("02", "05", "07"),
    Row("02", "06", "01"),  # 暂扣发还
    Row("01", "07", "99"),  # 其他
    Row("99", "07", "01"),
    Row("06", "08", "05"),  # 转入: the other region has issued its own
    Row("01", "09", "05"),  # 变更: the changed one takes its place
    Row("06", "10", "01"),  # 取消转出
)

IN_FORCE = "01"

RUNNING = frozenset({"01", "02"})
"""A term runs on in these; in the others it no longer matters."""

TELL = frozenset({"02", "03", "04", "06", "07", "99"})
"""Whoever relies on it in an open case is told of these. A term that ends, or a successor, takes nothing back."""

LAST = frozenset({"03", "04", "05", "07"})
"""No operation leads out of these."""


def following(before: str, operation: str, wanted: str | None) -> str | None:
    """The state the operation leads to: `wanted` among those it may, or the only one; None: not allowed."""
    found = [row.after for row in TABLE if (row.before, row.operation) == (before, operation)]
    if wanted is not None:
        return wanted if wanted in found else None
    return found[0] if len(found) == 1 else None


def reached(operation: str, wanted: str | None, code: str) -> bool:
    """Whether a certificate in this state has what the operation was to bring about."""
    found = {row.after for row in TABLE if row.operation == operation}
    return code == wanted if wanted is not None else found == {code}

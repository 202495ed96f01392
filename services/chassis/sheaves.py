"""Sheaves: several messages of one type and province in one body, a JSON array (CloudEvents' JSON batch format).

What is said a hundred thousand times need not be sent as often. A sheaf is only how messages travel (docs/adr/0020): it
goes where each of them would go, and each is whole, has its own id, and is handled as if it had come alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import TypeAlias

from services.chassis.names import message_id

MOST_BYTES = 16 * 1024
"""Of one sheaf: eight items. A larger one saves the broker little more, and its receivers keep hundreds in hand."""

MOST = 100
"""Messages in one sheaf."""

BATCH_BYTES = 512 * 1024
"""Of the messages that are handled as one batch: as much as two hundred ordinary ones."""

Piece: TypeAlias = tuple[str, bytes]
"""A message's id, and the message as it travels."""


def bound(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The same messages in the same order, as many together as make one sheaf; one that is too large stays alone."""
    sheaf, size = list[Piece](), 0
    for piece in pieces:
        if sheaf and (size + len(piece[1]) > MOST_BYTES or len(sheaf) == MOST):
            yield sheaf
            sheaf, size = [], 0
        sheaf.append(piece)
        size += len(piece[1])
    if sheaf:
        yield sheaf


def body(sheaf: Sequence[Piece]) -> bytes:
    """What is sent: one message alone is no sheaf."""
    return sheaf[0][1] if len(sheaf) == 1 else b"[" + b",".join(text for _, text in sheaf) + b"]"


def identity(sheaf: Sequence[Piece]) -> str:
    """The same messages together always have the same id."""
    return sheaf[0][0] if len(sheaf) == 1 else message_id("sheaf", "/".join(one for one, _ in sheaf))


def fitting(sizes: Iterable[int], limit: int) -> int:
    """How many of these, in bytes, make one batch: at most `limit`, and the first however large it is."""
    total = 0

    def fits(numbered: tuple[int, int]) -> bool:
        nonlocal total
        number, size = numbered
        total += size
        return number == 0 or (number < limit and total <= BATCH_BYTES)

    return sum(1 for _ in takewhile(fits, enumerate(sizes)))

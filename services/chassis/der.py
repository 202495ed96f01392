"""Just enough DER (X.690) to take a certificate apart into the very bytes that were signed."""

from collections.abc import Iterator
from dataclasses import dataclass

SEQUENCE, INTEGER, BOOLEAN, BIT_STRING, OCTET_STRING, OBJECT = 0x30, 0x02, 0x01, 0x03, 0x04, 0x06
_SHORT = 0x80


class NotDer(ValueError):
    """The bytes are not DER, or not of the expected shape."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value: its tag, its content, and all its bytes as they stood."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> list["Node"]:
        """The values inside."""
        return list(_parts(self.content))

    def expect(self, tag: int) -> "Node":
        """Itself, if it is of that kind; raises NotDer."""
        if self.tag != tag:
            raise NotDer(f"tag {self.tag:#x} where {tag:#x} was expected")
        return self


def read(data: bytes) -> Node:
    """The one value that the bytes are; raises NotDer."""
    found = list(_parts(data))
    if len(found) != 1:
        raise NotDer("not exactly one value")
    return found[0]


def object_id(content: bytes) -> str:
    """An object identifier in dots."""
    if not content:
        raise NotDer("an empty object identifier")
    arcs, value = [min(content[0] // 40, 2)], 0
    arcs.append(content[0] - 40 * arcs[0])
    for byte in content[1:]:
        value = value << 7 | byte & 0x7F
        if byte < _SHORT:
            arcs.append(value)
            value = 0
    return ".".join(map(str, arcs))


def _parts(data: bytes) -> Iterator[Node]:
    at = 0
    while at < len(data):
        start, length = _length(data, at + 1)
        end = start + length
        if end > len(data):
            raise NotDer("a value is cut off")
        yield Node(data[at], data[start:end], data[at:end])
        at = end


def _length(data: bytes, at: int) -> tuple[int, int]:
    """Where the content begins, and how long it is."""
    if at >= len(data):
        raise NotDer("a length is missing")
    if data[at] < _SHORT:
        return at + 1, data[at]
    count = data[at] & 0x7F
    if not 1 <= count <= 4 or at + 1 + count > len(data):
        raise NotDer("a length is no length")
    return at + 1 + count, int.from_bytes(data[at + 1 : at + 1 + count])

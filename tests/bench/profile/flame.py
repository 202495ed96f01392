"""Folded stacks as a flame graph (SVG): width is share of the work, depth is who called whom; names on hovering."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

WIDTH, ROW = 1200, 17
LEAST = 0.002
"""Share below which a box is left out."""

LETTER = 6.6
COLOURS = {"chassis": "#f4a261", "amqp": "#8ab6d6", "bench": "#b5d99c", "tickets": "#b5d99c", "pymongo": "#e5c494"}
OTHER = "#d9d9d9"


@dataclass
class Box:
    """One function in one place of the tree."""

    count: int = 0
    inside: dict[str, "Box"] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """How many boxes lie on top of each other, this one included."""
        return 1 + max((box.depth for box in self.inside.values()), default=0)


def tree(stacks: Mapping[str, int]) -> Box:
    """Add up stacks like `a;b;c`."""
    root = Box()
    for stack, count in stacks.items():
        box = root
        box.count += count
        for name in stack.split(";"):
            box = box.inside.setdefault(name, Box())
            box.count += count
    return root


def draw(stacks: Mapping[str, int], title: str) -> str:
    """The picture, as text."""
    root = tree(stacks)
    height = (root.depth + 1) * ROW
    boxes = "\n".join(_boxes(root, root.count, 0.0, 1))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="monospace"'
    return f'{head} font-size="11">\n<text x="4" y="13">{escape(title)}</text>\n{boxes}\n</svg>\n'


def _boxes(box: Box, total: int, left: float, row: int) -> list[str]:
    drawn = []
    for name, inner in sorted(box.inside.items()):
        share = inner.count / total
        if share >= LEAST:
            drawn.append(_drawn(name, share, left, row))
            drawn += _boxes(inner, total, left, row + 1)
        left += share
    return drawn


def _drawn(name: str, share: float, left: float, row: int) -> str:
    x, y, width = left * WIDTH, row * ROW, share * WIDTH
    colour = COLOURS.get(name.partition("/")[0], OTHER)
    short = name.partition(":")[2] or name
    shown = escape(short[: max(0, int(width / LETTER) - 1)])
    box = f'<rect x="{x:.1f}" y="{y}" width="{max(width - 0.5, 0.5):.1f}" height="{ROW - 1}" fill={quoteattr(colour)}/>'
    text = f'<text x="{x + 2:.1f}" y="{y + 12}">{shown}</text>'
    return f"<g><title>{escape(name)} {share:.1%}</title>{box}{text}</g>"

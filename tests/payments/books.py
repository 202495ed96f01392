"""The service's books, in memory: what the facts read beside the command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.chassis.testing.shelf import Shelf


@dataclass
class Books(Shelf):
    """Movements as the view shows them, and what was claimed in registers."""

    movements: list[Mapping[str, Any]] = field(default_factory=list)
    claimed: set[tuple[str, str]] = field(default_factory=set)

    def listed(self, view: str, where: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Those movements that have these values."""
        assert view == "movements"
        return [line for line in self.movements if where.items() <= line.items()]

    def claim(self, register: str, key: str) -> bool:
        """Whether nobody was first."""
        before = len(self.claimed)
        self.claimed.add((register, key))
        return len(self.claimed) > before

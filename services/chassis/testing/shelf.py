"""A reader of views that knows what a test tells it, and is asked for nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any


class Shelf:
    """Override what the service is to ask."""

    def find(self, view: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Nobody was to look anything up by key."""
        raise AssertionError((view, keys))

    def listed(self, view: str, where: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Nobody was to ask for a list."""
        raise AssertionError((view, where))

    def claim(self, register: str, key: str) -> bool:
        """Nobody was to enter anything."""
        raise AssertionError((register, key))

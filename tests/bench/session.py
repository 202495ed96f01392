"""One run of the bench: where it takes place, how much is measured, and who is told."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.ground import Ground
from tests.bench.scale import Scale

Tell = Callable[[str], None]
"""Told before each step what it will be."""


@dataclass(frozen=True, slots=True)
class Session:
    """What every measurement is given."""

    ground: Ground
    scale: Scale
    tell: Tell

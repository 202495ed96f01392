"""What the workers of a service are given."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.chassis.bus import Delivery


@dataclass(frozen=True, slots=True)
class Batch:
    """What an inbox worker is given. `again`: these very deliveries were tried before."""

    deliveries: Sequence[Delivery]
    again: bool


@dataclass(frozen=True, slots=True)
class Intent:
    """What an effects worker is given."""

    delivery: Delivery

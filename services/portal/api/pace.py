"""How often one address, account or person may come: a bucket that fills steadily, of which each request takes one.

Kept as the one moment at which a bucket would be full again (GCRA). Counted in this process: beside others, each
counts its own.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Literal

from services.chassis import clock
from services.portal.api.problems import Problem
from services.portal.settings import ApiSettings

KEPT = 5_000
"""Buckets kept of each kind; who came longest ago is forgotten first, and has a full bucket again."""

Whose = Literal["address", "account", "person"]


@dataclass(slots=True)
class Pace:
    """So many a second in the long run, so many at once. 0 a second: as many as come."""

    per_second: float
    at_once: int
    _full: OrderedDict[str, float]

    def wait(self, whose: str, now: float) -> float:
        """Take one; or, where there is none left, the seconds until there is one."""
        if self.per_second <= 0:
            return 0.0
        full = max(self._full.get(whose, now), now) + 1 / self.per_second
        if (late := full - now - self.at_once / self.per_second) > 0:
            return late
        self._full[whose] = full
        self._full.move_to_end(whose)
        if len(self._full) > KEPT:
            self._full.popitem(last=False)
        return 0.0


class Paces:
    """All of them."""

    def __init__(self, limits: Mapping[Whose, tuple[float, int]], now: Callable[[], float] = clock.elapsed) -> None:
        """Limits as in Pace; where one is left out, as many come as want to. Everybody's bucket is full."""
        self._now = now
        self._paces = {kind: Pace(*limit, OrderedDict()) for kind, limit in limits.items()}

    @classmethod
    def of(cls, settings: ApiSettings) -> "Paces":
        """As the operator set them."""
        return cls(
            {
                "address": (settings.address_per_second, settings.address_at_once),
                "account": (settings.account_per_second, settings.account_at_once),
                "person": (settings.person_per_second, settings.person_at_once),
            }
        )

    def check(self, kind: Whose, whose: str) -> None:
        """Raises Problem, which says in how many seconds to come again."""
        pace = self._paces.get(kind)
        if pace and (wait := pace.wait(whose, self._now())):
            problem = Problem("too-often")
            problem.headers["Retry-After"] = str(ceil(wait))
            raise problem

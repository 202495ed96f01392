"""One run of one contender: fill, start, measure from the first moment of consuming until the last result."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.bench.children import alive, child
from tests.bench.contender import Contender, Lane
from tests.bench.desk import Desk
from tests.bench.ground import Ground

STARTS_WITHIN = 60.0
SLOWEST = 50.0
"""Messages a second; who is slower is not waited for."""


@dataclass(frozen=True, slots=True)
class Lap:
    """What one run came to."""

    contender: str
    messages: int
    seconds: float

    @property
    def rate(self) -> float:
        """Hops a second."""
        return self.messages / self.seconds


def lap(ground: Ground, contender: Contender, messages: int) -> Lap:
    """Starting up is not counted: the clock starts when the broker sees a consumer, and stops at the last result."""
    uri = ground.fresh_vhost()
    desk = Desk(uri)
    lane = Lane(ground, uri, desk, ground.folder / f"{contender.name}.log")
    contender.lay_out(desk)
    contender.fill(lane, messages)
    with child(contender.command, contender.environment(lane), lane.log) as running:

        def until(reached: Callable[[], bool], within: float, what: str) -> float:
            return desk.until(lambda: alive(running, lane.log) and reached(), within, f"{contender.name}: {what}")

        begun = until(lambda: desk.consumers(contender.inbox) > 0, STARTS_WITHIN, "consumes")
        all_out = partial(desk.holds, contender.outbox, messages)
        ended = until(all_out, messages / SLOWEST, f"{messages} results")
    left = desk.depth(contender.inbox)
    desk.close()
    if left:
        raise AssertionError(f"{contender.name}: {left} messages were not acknowledged")
    return Lap(contender.name, messages, ended - begun)

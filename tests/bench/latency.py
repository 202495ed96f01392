"""How long one hop takes when there is little to do: messages come at random, each is waited for on its own."""

import json
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from tests.bench.contender import Contender
from tests.bench.desk import Desk
from tests.bench.figures import Figure, rounded, spread
from tests.bench.ground import Ground
from tests.bench.letters import bodies
from tests.bench.race import entered, serving
from tests.bench.session import Session

WARM_UP = 1.0
"""Seconds at the beginning that do not count."""

STRAGGLERS = 10.0


@dataclass
class Listener:
    """Takes the results on a connection of its own, and writes down when each came."""

    uri: str
    queue: str
    expected: int
    came: list[tuple[float, bytes]] = field(default_factory=list)

    def listen(self) -> None:
        """Until all have come, or none for a long while."""
        with Desk(self.uri) as desk:
            for _, __, body in desk.channel.consume(self.queue, auto_ack=True, inactivity_timeout=STRAGGLERS):
                if body is not None:
                    self.came.append((time.perf_counter(), body))
                if body is None or len(self.came) == self.expected:
                    return


def latency(session: Session, contenders: Sequence[Contender], rate: float) -> list[Figure]:
    """p50 and p99 of each, in milliseconds: medians over the rounds, the contenders alternating."""
    taken: dict[str, list[tuple[float, float]]] = {one.name: [] for one in contenders}
    for number in range(1, session.scale.rounds + 1):
        for one in contenders:
            session.tell(f"latency, round {number}: {one.name}, {rate:.0f} messages a second")
            taken[one.name].append(_percentiles(measure(session.ground, one, rate, session.scale.seconds)))
    found = []
    for name, rows in taken.items():
        for index, which in enumerate(("p50", "p99")):
            values = [row[index] for row in rows]
            suffix = "" if name == "tongban" else f"_{name}"
            detail = f"{rate:.0f} messages a second, at random: {spread(values)}"
            found.append(Figure(f"latency_ms_{which}{suffix}", rounded(median(values)), unit="ms", detail=detail))
    return found


def measure(ground: Ground, contender: Contender, rate: float, seconds: float) -> list[float]:
    """Seconds from publishing a message to the arrival of its result, for each after the warm-up."""
    letters = list(bodies(round(rate * (seconds + WARM_UP)), ground.fresh_name()))
    with entered(ground, contender) as lane, serving(lane, contender):
        listener = Listener(lane.uri, contender.outbox, len(letters))
        ear = threading.Thread(target=listener.listen)
        ear.start()
        sent = _send(lane.desk, contender, letters, rate)
        ear.join()
    if len(listener.came) < len(letters):
        raise AssertionError(f"{contender.name}: {len(listener.came)} of {len(letters)} results")
    begun = min(sent.values())
    came = [(sent[json.loads(body)[contender.answers]], moment) for moment, body in listener.came]
    return [arrived - left for left, arrived in came if left - begun > WARM_UP]


def _send(desk: Desk, contender: Contender, letters: Sequence[bytes], rate: float) -> dict[str, float]:
    """Publish at random moments, so many a second on average; returns when each left, by message id."""
    gaps, sent, due = random.Random(1), dict[str, float](), time.perf_counter()
    for body in letters:
        due += gaps.expovariate(rate)
        time.sleep(max(0.0, due - time.perf_counter()))
        sent[json.loads(body)["id"]] = time.perf_counter()
        desk.send(contender.address, body)
    return sent


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    cuts = quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000

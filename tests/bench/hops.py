"""One hop of ours beside one hop of everybody else's: in pairs, one after the other, in the same run."""

from collections.abc import Sequence
from statistics import median

from tests.bench.contender import Contender
from tests.bench.figures import Figure, rounded, spread
from tests.bench.race import Lap, lap
from tests.bench.session import Session

WANTED = {"nameko": 1.5, "faststream": 2.0, "celery": 4.0, "raw": 0.2}
AIMS = {"nameko": 2.2, "faststream": 3.0}


def race(session: Session, we: Contender, rivals: Sequence[Contender]) -> list[tuple[Lap, Lap]]:
    """A B A C A B A C …: each rival's lap right after one of ours."""
    pairs = []
    for number in range(1, session.scale.rounds + 1):
        for rival in rivals:
            laps = []
            for one in (we, rival):
                session.tell(f"hops, round {number}: {one.name}")
                laps.append(lap(session.ground, one, max(1, round(session.scale.messages * one.share))))
            pairs.append((laps[0], laps[1]))
    return pairs


def figures(pairs: Sequence[tuple[Lap, Lap]]) -> list[Figure]:
    """The median of the pairs' ratios for each rival, then everybody's rate, then everybody's work a hop."""
    laps = [one for pair in pairs for one in pair]
    names = list(dict.fromkeys(one.contender for one in laps))
    found = [
        _ratio(name, [our.rate / their.rate for our, their in pairs if their.contender == name])
        for name in dict.fromkeys(their.contender for _, their in pairs)
    ]
    for make in (_rate, _work):
        found += [make(name, [one for one in laps if one.contender == name]) for name in names]
    return found


def _ratio(name: str, ratios: list[float]) -> Figure:
    detail = f"pairs: {spread(ratios)}"
    return Figure(f"hop_vs_{name}", rounded(median(ratios)), WANTED.get(name), aim=AIMS.get(name), detail=detail)


def _rate(name: str, laps: list[Lap]) -> Figure:
    rates = [one.rate for one in laps]
    return Figure(f"hops_per_second_{name}", rounded(median(rates)), unit="1/s", detail=f"laps: {spread(rates)}")


def _work(name: str, laps: list[Lap]) -> Figure:
    """Work a hop says more than its time where something else runs on the machine."""
    parts = {part: median(one.cpu[part] / one.messages * 1e6 for one in laps) for part in laps[0].cpu}
    detail = ", ".join(f"{part} {value:.0f}" for part, value in parts.items())
    return Figure(f"cpu_us_per_hop_{name}", rounded(sum(parts.values())), unit="µs", detail=detail)

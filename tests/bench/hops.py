"""One hop of ours beside one hop of everybody else's: each of theirs between two of ours, in the same run."""

from collections.abc import Sequence
from statistics import mean, median

from tests.bench.contender import Contender
from tests.bench.figures import Figure, rounded, spread
from tests.bench.race import Lap, lap
from tests.bench.session import Session

WANTED = {"nameko": 1.5, "faststream": 2.0, "celery": 4.0, "raw": 0.2}
AIMS = {"nameko": 2.2, "faststream": 3.0}


def race(session: Session, we: Contender, rivals: Sequence[Contender]) -> list[Lap]:
    """A B A C A … A: whoever it is has us before and behind."""
    laps = []
    for number in range(1, session.scale.rounds + 1):
        for rival in rivals:
            laps += [_lap(session, one, number) for one in (we, rival)]
    return [*laps, _lap(session, we, session.scale.rounds)]


def _lap(session: Session, one: Contender, number: int) -> Lap:
    session.tell(f"hops, round {number}: {one.name}")
    return lap(session.ground, one, max(1, round(session.scale.messages * one.share)))


def figures(laps: Sequence[Lap]) -> list[Figure]:
    """The median of the ratios to each rival, then everybody's rate, then everybody's work a hop."""
    rivals = list(dict.fromkeys(their.contender for their in laps[1::2]))
    found = [_ratio(name, ratios(laps, name)) for name in rivals]
    for make in (_rate, _work):
        found += [make(name, [one for one in laps if one.contender == name]) for name in (laps[0].contender, *rivals)]
    return found


def ratios(laps: Sequence[Lap], name: str) -> list[float]:
    """Of each of a rival's laps: our mean rate in the laps before and behind it, by theirs."""
    turns = zip(laps[0::2], laps[1::2], laps[2::2], strict=False)
    return [mean((before.rate, behind.rate)) / their.rate for before, their, behind in turns if their.contender == name]


def _ratio(name: str, values: list[float]) -> Figure:
    detail = f"single ratios: {spread(values)}"
    return Figure(f"hop_vs_{name}", rounded(median(values)), WANTED.get(name), aim=AIMS.get(name), detail=detail)


def _rate(name: str, laps: list[Lap]) -> Figure:
    rates = [one.rate for one in laps]
    return Figure(f"hops_per_second_{name}", rounded(median(rates)), unit="1/s", detail=f"laps: {spread(rates)}")


def _work(name: str, laps: list[Lap]) -> Figure:
    """Work a hop says more than its time where something else runs on the machine."""
    parts = {part: median(one.cpu[part] / one.messages * 1e6 for one in laps) for part in laps[0].cpu}
    detail = ", ".join(f"{part} {value:.0f}" for part, value in parts.items())
    return Figure(f"cpu_us_per_hop_{name}", rounded(sum(parts.values())), unit="µs", detail=detail)

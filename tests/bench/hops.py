"""One hop of ours beside one hop of everybody else's: in pairs, one after the other, in the same run."""

from collections.abc import Sequence
from statistics import median

from tests.bench.contender import Contender
from tests.bench.figures import Figure, rounded, spread
from tests.bench.race import Lap, lap
from tests.bench.session import Session

WANTED = {"nameko": 1.5, "faststream": 2.0, "celery": 4.0, "raw": 0.2}


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
    """The median of the pairs' ratios for each rival, then everybody's rate."""
    found = []
    for name in dict.fromkeys(theirs.contender for _, theirs in pairs):
        ratios = [our.rate / theirs.rate for our, theirs in pairs if theirs.contender == name]
        found.append(
            Figure(f"hop_vs_{name}", rounded(median(ratios)), least=WANTED.get(name), detail=f"pairs: {spread(ratios)}")
        )
    laps = [one for pair in pairs for one in pair]
    for name in dict.fromkeys(one.contender for one in laps):
        rates = [one.rate for one in laps if one.contender == name]
        found.append(
            Figure(f"hops_per_second_{name}", rounded(median(rates)), unit="1/s", detail=f"laps: {spread(rates)}")
        )
    return found

"""Rates by nameko's bare hop of the same run: what says something on any machine, as a rate does not.

The bounds are those of the machine on which nameko made REFERENCE hops a second (2026-11-21): there, what was wanted
were 40 cases a second, and 100,000 items in a minute.
"""

from collections.abc import Mapping, Sequence

from tests.bench.figures import Figure, rounded

REFERENCE = 2_133
"""Hops of nameko a second."""

WANTED: Mapping[str, float] = {"cases": 40.0, "items": 100_000 / 60}
"""A second, on that machine."""


def beside_nameko(found: Sequence[Figure]) -> list[Figure]:
    """Cases and items by nameko's hops, in the same run."""
    rates = {figure.name: figure.value for figure in found}
    hops = rates["hops_per_second_nameko"]
    return [
        Figure(
            f"{what}_vs_nameko_hops",
            rounded(rates[f"{what}_per_second"] / hops),
            least=rounded(wanted / REFERENCE),
            detail=f"{wanted:,.0f} a second where nameko makes {REFERENCE:,} hops; here it makes {hops:g}",
        )
        for what, wanted in WANTED.items()
    ]

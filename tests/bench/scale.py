"""How much is measured, from the environment: BENCH_ROUNDS, BENCH_MESSAGES, BENCH_CASES, BENCH_ITEMS, BENCH_COMMITS."""

from collections.abc import Mapping
from dataclasses import dataclass

NAMES = ("rounds", "messages", "cases", "items", "commits")


@dataclass(frozen=True, slots=True)
class Scale:
    """rounds: of every comparison. messages: ours a lap. cases: of the main job. commits: in the grown store.

    items: of an import. seconds: how long each measurement of latency sends.
    """

    rounds: int = 3
    messages: int = 8_000
    cases: int = 1_240
    items: int = 20_000
    commits: int = 200_000
    seconds: float = 6.0

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Scale":
        """What is not named stays as it is."""
        given = {name: environ.get(f"BENCH_{name.upper()}") for name in NAMES}
        scale = cls(**{name: int(text) for name, text in given.items() if text})
        if min(getattr(scale, name) for name in NAMES) < 1:
            raise SystemExit(", ".join(f"BENCH_{name.upper()}" for name in NAMES) + " must be at least 1")
        return scale

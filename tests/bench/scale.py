"""How much is measured, from the environment: BENCH_ROUNDS, BENCH_MESSAGES, BENCH_CASES, BENCH_COMMITS."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """rounds: of every comparison. messages: ours a lap. cases: of the main job. commits: in the grown store.

    seconds: how long each measurement of latency sends.
    """

    rounds: int = 3
    messages: int = 8_000
    cases: int = 1_240
    commits: int = 200_000
    seconds: float = 6.0

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Scale":
        """What is not named stays as it is."""
        given = {name: environ.get(f"BENCH_{name.upper()}") for name in ("rounds", "messages", "cases", "commits")}
        scale = cls(**{name: int(text) for name, text in given.items() if text})
        if min(scale.rounds, scale.messages, scale.cases, scale.commits) < 1:
            raise SystemExit("BENCH_ROUNDS, BENCH_MESSAGES, BENCH_CASES and BENCH_COMMITS must be at least 1")
        return scale

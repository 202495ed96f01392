"""What was measured, and what was wanted."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `least` or `most`: what it must be, where something is wanted, and what is hoped for beyond (`aim`).

    `detail` says how it came about.
    """

    name: str
    value: float
    least: float | None = None
    most: float | None = None
    aim: float | None = None
    unit: str = ""
    detail: str = ""

    @property
    def good(self) -> bool | None:
        """Whether it is as wanted; None where nothing is."""
        if self.least is None and self.most is None:
            return None
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def wanted(self) -> str:
        """For people."""
        aim = f", aim {self.aim:g}" if self.aim is not None else ""
        if self.least is not None:
            return f"≥ {self.least:g}{aim}"
        return f"≤ {self.most:g}{aim}" if self.most is not None else ""

    def plain(self) -> dict[str, Any]:
        """For programs."""
        named = (("least", self.least), ("most", self.most), ("aim", self.aim))
        limits = {name: limit for name, limit in named if limit is not None}
        good = {} if self.good is None else {"good": self.good}
        return {"value": self.value, "unit": self.unit, **limits, **good, "detail": self.detail}


def rounded(value: float) -> float:
    """Three figures are more than two cores can promise."""
    return float(f"{value:.3g}") if abs(value) < 1_000 else round(value)


def spread(values: list[float]) -> str:
    """The single measurements behind a median."""
    return ", ".join(f"{rounded(value):g}" for value in values)

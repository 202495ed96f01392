"""What the terminal shows while the run goes on: one bar a stage, filling as cases pass through it."""

from collections import Counter
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

STAGES = {
    "received": "受理 received",
    "review": "审查 review",
    "payment": "缴费 payment",
    "issuing": "制证 issuing",
    "delivery": "送达 delivery",
    "ended": "办结 ended",
}
WAY = tuple(STAGES)
SIDE = {
    "examination": "received",
    "supplement": "received",
    "transferred": "review",
    "under-way": "review",
    "choice": "delivery",
    "collection": "delivery",
}


class Board:
    """Counts for each stage the cases that have come at least so far."""

    def __init__(self, total: int, console: Console) -> None:
        """Nothing is drawn before the board is entered."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console)
        self._bars = {stage: self._progress.add_task(name, total=total) for stage, name in STAGES.items()}
        self._furthest: dict[str, int] = {}
        self.now: Counter[str] = Counter()

    def __enter__(self) -> "Board":
        """Begin to draw."""
        self._progress.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Leave the last picture standing."""
        self._progress.stop()

    def tell(self, case: str, stage: str) -> None:
        """The case has come to this stage; an end passes all that lies before it."""
        reached = WAY.index(SIDE.get(stage, stage)) if SIDE.get(stage, stage) in WAY else len(WAY) - 1
        for passed in WAY[self._furthest.get(case, -1) + 1 : reached + 1]:
            self._progress.advance(self._bars[passed])
        self._furthest[case] = max(reached, self._furthest.get(case, -1))

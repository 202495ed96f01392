"""A stream belongs to one batch at a time: to the earliest of those in hand that speak to it (see docs/adr/0022)."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Turn:
    """One batch's place among the others. Whoever came later waits; the earliest waits for nobody."""

    def __init__(self, streams: frozenset[str], earlier: tuple["Turn", ...], ended: threading.Condition) -> None:
        """`ended` is told whenever a batch has ended."""
        self.streams, self._earlier, self._ended = streams, earlier, ended

    def has(self, stream: str) -> bool:
        """Whether no earlier batch speaks to it any more."""
        return not any(stream in other.streams for other in self._earlier)

    def wait(self, streams: Iterable[str]) -> None:
        """Until one of these streams is this batch's."""
        wanted = set(streams)
        with self._ended:
            self._ended.wait_for(lambda: any(map(self.has, wanted)))

    def end(self) -> None:
        """Its streams are the others' now."""
        with self._ended:
            self.streams, self._earlier = frozenset(), ()
            self._ended.notify_all()


class Turns:
    """The batches in hand, in the order in which they came."""

    def __init__(self) -> None:
        """One instance a process, as the state cache."""
        self._in_hand: list[Turn] = []
        self._ended = threading.Condition()

    @contextmanager
    def of(self, streams: Iterable[str]) -> Iterator[Turn]:
        """For as long as the context lasts."""
        turn = Turn(frozenset(streams), tuple(self._in_hand), self._ended)
        self._in_hand.append(turn)
        try:
            yield turn
        finally:
            self._in_hand.remove(turn)
            turn.end()

"""Work for the processor, off the event loop: what is asked for while one lot is worked on makes up the next.

A service's green threads share one system thread, which a long computation would hold up. `green.py` puts a pool of
native threads in here; without green threads the caller's own thread is as good.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def _here(work: Callable[..., Any], *given: Any) -> Any:
    return work(*given)


class Pool:
    """Where work for the processor is done."""

    execute: Callable[..., Any] = staticmethod(_here)


class Lots(Generic[Given, Made]):
    """Calls `work` with everything that waits: one answer each, in order; an error is everybody's."""

    def __init__(self, work: Callable[[Sequence[Given]], Sequence[Made]]) -> None:
        """`work` runs in one thread at a time."""
        self._work = work
        self._waiting: list[tuple[Given, Future[Made]]] = []
        self._gathering, self._working = threading.Lock(), threading.Lock()

    def ask(self, given: Given) -> Made:
        """What `work` makes of it."""
        future: Future[Made] = Future()
        with self._gathering:
            self._waiting.append((given, future))
        with self._working:
            if not future.done():
                self._work_off()
        return future.result()

    def _work_off(self) -> None:
        with self._gathering:
            lot, self._waiting = self._waiting, []
        try:
            made = Pool.execute(self._work, [given for given, _ in lot])
        except Exception as error:  # noqa: BLE001 - whoever waits must learn of it
            for _, future in lot:
                future.set_exception(error)
            return
        for (_, future), one in zip(lot, made, strict=True):
            future.set_result(one)

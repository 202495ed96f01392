"""Crashes and faults at a chosen point: what happens there leaves behind exactly what was done by then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, cast

from services.chassis.testing.bus_bench import Bus

T = TypeVar("T")

When = Literal["before", "halfway", "after"]


class Crash(BaseException):
    """The process dies here. No handler of errors may catch it, so it is none."""


@dataclass(frozen=True, slots=True)
class Point:
    """The `nth` call (from 1) of `operation`; without a name any call counts. `halfway` does half of a list."""

    when: When
    operation: str | None = None
    nth: int = 1


@dataclass(slots=True)
class Fuse:
    """Burns once, at its point, with `error`; without a point it only counts. `calls`: the operations met, in order."""

    point: Point | None = None
    error: type[BaseException] = Crash
    calls: list[str] = field(default_factory=list)
    burnt: bool = False

    def guard(self, name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        """The same operation, with a crash in it where the point says."""

        def guarded(*given: Any, **named: Any) -> Any:
            if self._misses(name):
                return operation(*given, **named)
            assert self.point is not None
            if self.point.when == "halfway":
                operation(given[0][: len(given[0]) // 2], **named)
            elif self.point.when == "after":
                operation(*given, **named)
            raise self.error(f"{self.point.when} {name}")

        return guarded

    def _misses(self, name: str) -> bool:
        self.calls.append(name)
        wanted = self.point and self.point.operation
        met = self.calls.count(name) if wanted else len(self.calls)
        if self.burnt or self.point is None or (wanted or name) != name or met != self.point.nth:
            return True
        self.burnt = True
        return False


def crashing(target: T, fuse: Fuse, *operations: str) -> T:
    """The same object; these operations of it pass through the fuse."""

    class Guarded:
        def __getattr__(self, name: str) -> Any:
            found = getattr(target, name)
            return fuse.guard(name, found) if name in operations else found

    return cast(T, Guarded())


@dataclass(frozen=True, slots=True)
class CrashingBus:
    """Connections on which sending and acknowledging pass through the fuse."""

    bus: Bus
    fuse: Fuse

    def link(self) -> Any:
        """A connection of its own."""
        return crashing(self.bus.link(), self.fuse, "acknowledge")

    def publisher(self) -> Any:
        """A sender for many callers."""
        return crashing(self.bus.publisher(), self.fuse, "publish")

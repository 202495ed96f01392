"""Writes the frames of many messages to the socket together: one system call for dozens of messages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from amqp.method_framing import frame_writer

TOGETHER = 64 * 1024
"""Bytes that wait at most before they go to the socket."""


class Writer:
    """Stands between py-amqp's frame writer and its transport; holds frames back only while told to."""

    def __init__(self) -> None:
        """Passes everything on at once until `held`."""
        self._write: Callable[[bytes | memoryview], None] = _nowhere
        self._waiting = bytearray()
        self._holding = False

    def frames(self, connection: Any, transport: Any) -> Any:
        """py-amqp's `frame_writer`, writing through this."""
        self._write = transport.write
        return frame_writer(connection, self)

    def write(self, frame: bytes | memoryview) -> None:
        """What py-amqp believes to be the transport's."""
        if not self._holding:
            self._write(frame)
            return
        self._waiting += frame
        if len(self._waiting) >= TOGETHER:
            self._flush()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold frames back in here, and write what is left at the end."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
            self._flush()

    def halve(self) -> None:
        """Write the first half of what waits: how far a process may have come that dies in the middle."""
        self._write(bytes(self._waiting[: len(self._waiting) // 2]))

    def _flush(self) -> None:
        waiting, self._waiting = bytes(self._waiting), bytearray()
        if waiting:
            self._write(waiting)


def _nowhere(_: bytes | memoryview) -> None:
    raise ConnectionError("not connected")

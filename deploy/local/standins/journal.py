"""A stand-in's memory across restarts: an append-only file, one JSON line `[kind, {...}]` per thing that happened."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import Any

from deploy.local.standins.settings import WrongSetting
from services.chassis import codec
from services.chassis.errors import Malformed


class Journal:
    """The file, held by one process at a time. Without a path everything is forgotten at the end.

    kinds: the dataclasses that are written; their names are the storage format.
    """

    def __init__(self, path: Path | None, kinds: Sequence[type[Any]]) -> None:
        self._path, self._kinds = path, codec.type_names(tuple(kinds))
        self._file = None if path is None else _held(path)

    def entries(self) -> Iterator[Any]:
        """Everything written so far, oldest first; half a last line, left by a crash, is cut off.

        Its writer was never answered, so nobody relies on it. Raises WrongSetting for a line that is none of ours.
        """
        if self._path is None or self._file is None:
            return
        whole = 0
        with self._path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    self._file.truncate(whole)
                    return
                whole += len(line)
                yield self._entry(number, line)

    def write(self, entry: Any) -> None:
        """Append one entry; it is with the operating system, safe from our own death, when this returns."""
        if self._file is None:
            return
        line = codec.encode([type(entry).__name__, entry]) + b"\n"
        end = self._file.seek(0, os.SEEK_END)
        if self._file.write(line) != len(line):
            self._file.truncate(end)
            raise OSError(f"{self._path} took only a part of a line: the disk is full")

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _entry(self, number: int, line: bytes) -> Any:
        try:
            kind, values = codec.decode(line)
            return codec.convert(values, self._kinds[kind])
        except (Malformed, KeyError, TypeError, ValueError) as error:
            raise WrongSetting(f"JOURNAL is {str(self._path)!r}: line {number} is not this stand-in's") from error


def _held(path: Path) -> FileIO:
    try:
        file = path.open("a+b", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise WrongSetting(f"JOURNAL is {str(path)!r}: another process writes it") from error
    except OSError as error:
        raise WrongSetting(f"JOURNAL is {str(path)!r}: {error.strerror}") from error
    return file

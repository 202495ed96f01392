"""Processes that outlive the command that started them: begun, found again and ended by process id only."""

import json
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.trouble import Trouble

PATIENCE_SECONDS = 10.0
"""How long a process may take to end by itself before it is killed."""


FRUGAL = {"MALLOC_ARENA_MAX": "1", "PYTHONNODEBUGRANGES": "1"}
"""The C library keeps an arena of memory for every few threads, and seldom gives any back. One is as fast here.
Python keeps of every instruction in which column it stood; a traceback tells the line without it.
"""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run: `environment` is added to that of the terminal, which is added to FRUGAL."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Processes:
    """The processes of one machine: a file per process under `run`, a log per process under `log`.

    A process id alone proves nothing, because the kernel gives it again after a crash or a restart;
    the file therefore also holds when the process began.
    """

    run: Path
    log: Path

    def start(self, program: Program) -> int:
        """Start a program in a session of its own and return its process id; one that runs already is left alone."""
        if (running := self.find(program.name)) is not None:
            return running
        self.run.mkdir(parents=True, exist_ok=True)
        self.log.mkdir(parents=True, exist_ok=True)
        log = self.log_of(program.name)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))  # a log tells of one process; the one before is kept
        pid = _spawn(program, log)
        draft = self._file(program.name).with_suffix(".new")
        draft.write_text(json.dumps({"pid": pid, "began": began(pid)}))
        draft.replace(self._file(program.name))
        return pid

    def find(self, name: str) -> int | None:
        """The id of the process with this name, if it is still the one that was started."""
        try:
            kept = json.loads(self._file(name).read_text())
            pid, since = int(kept["pid"]), str(kept["began"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        return pid if since and began(pid) == since else None

    def names(self) -> list[str]:
        """Every process that was started and not stopped, running or crashed."""
        return sorted(file.stem for file in self.run.glob("*.json"))

    def stop(self, names: Iterable[str], patience: float = PATIENCE_SECONDS) -> list[str]:
        """End these processes side by side: ask, wait, then kill. Returns the names of those that were running."""
        wanted = list(names)
        running = {name: pid for name in wanted if (pid := self.find(name)) is not None}
        for pid in running.values():
            _signal(pid, signal.SIGTERM)
        until = time.monotonic() + patience
        while time.monotonic() < until and any(self.find(name) for name in running):
            time.sleep(0.05)
        for name, pid in running.items():
            if self.find(name) is not None:
                _signal(pid, signal.SIGKILL)
            _reap(pid)
        for name in wanted:
            self._file(name).unlink(missing_ok=True)
        return list(running)

    def log_of(self, name: str) -> Path:
        """Where the process with this name writes."""
        return self.log / f"{name}.log"

    def last_words(self, name: str, lines: int = 15) -> str:
        """The end of a process's log."""
        try:
            with self.log_of(name).open(errors="replace") as log:
                return "".join(deque(log, lines)).rstrip()
        except FileNotFoundError:
            return ""

    def _file(self, name: str) -> Path:
        return self.run / f"{name}.json"


def began(pid: int) -> str:
    """When a living process began, as boot and clock tick; empty for one that ended, also if nobody reaped it yet."""
    try:
        # The program's name stands in parentheses and may contain anything, so read from the last one on.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    state, ticks = fields[0], fields[19]
    return "" if state in "ZX" else f"{boot}:{ticks}"


def _spawn(program: Program, log: Path) -> int:
    """Begin a process that belongs to no terminal. Nobody waits for it, so there is no `Popen` to keep."""
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        return os.posix_spawnp(
            program.command[0],
            program.command,
            {**FRUGAL, **os.environ, **program.environment},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), append, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
            setsigdef=[signal.SIGPIPE],  # Python ignores it, and what it starts would inherit that
        )
    except OSError as error:
        what = f"{program.name} cannot be started ({error})"
        raise Trouble(what, "run `make` again; it installs what is missing") from error


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # it ended by itself in the meantime, which is what was wanted


def _reap(pid: int) -> None:
    """Collect an ended child, so that none stays behind as a zombie while this command goes on."""
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        return  # started by an earlier command: the system collects it

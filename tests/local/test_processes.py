"""Processes are started once, found again and ended by their id, never by guessing."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.local.processes import Processes, Program, began
from deploy.local.trouble import Trouble

SLEEPER = Program("sleeper", (sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(60)"))
STUBBORN = Program(
    "stubborn",
    (
        sys.executable,
        "-c",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
    ),
)


@pytest.fixture
def processes(tmp_path: Path) -> Processes:
    """A machine on which nothing runs."""
    return Processes(tmp_path / "run", tmp_path / "log")


def test_a_started_process_is_found_by_whoever_looks_later(processes: Processes) -> None:
    """What one command starts, the next command finds by its file."""
    pid = processes.start(SLEEPER)

    assert pid == Processes(processes.run, processes.log).find("sleeper")
    assert ["sleeper"] == processes.stop(["sleeper"])


def test_a_process_is_frugal_unless_the_terminal_says_otherwise(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One arena of memory; the terminal's own value counts more, and the program's most."""
    say = (sys.executable, "-c", "import os; print(os.environ['MALLOC_ARENA_MAX'])")
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    processes.start(Program("frugal", say))
    monkeypatch.setenv("MALLOC_ARENA_MAX", "2")
    processes.start(Program("told", say))
    processes.start(Program("knows", say, {"MALLOC_ARENA_MAX": "3"}))
    names = ("frugal", "told", "knows")
    while any(processes.find(name) for name in names):
        time.sleep(0.01)

    assert [processes.last_words(name) for name in names] == ["1", "2", "3"]
    processes.stop(names)


def test_starting_twice_starts_once(processes: Processes) -> None:
    """A process that runs is left alone."""
    first = processes.start(SLEEPER)
    second = processes.start(SLEEPER)

    assert first == second
    processes.stop(["sleeper"])


def test_stopping_leaves_neither_process_nor_file(processes: Processes) -> None:
    """After a stop nothing of the process is left, not even a zombie."""
    pid = processes.start(SLEEPER)
    processes.stop(["sleeper"])

    assert not Path(f"/proc/{pid}").exists()
    assert [] == processes.names()


def test_a_process_that_will_not_end_is_killed(processes: Processes) -> None:
    """Patience ends."""
    pid = processes.start(STUBBORN)
    while "deaf" not in processes.last_words("stubborn"):
        assert processes.find("stubborn") == pid
    processes.stop(["stubborn"], patience=0.2)

    assert "" == began(pid)


def test_a_process_id_given_again_is_not_taken_for_ours(processes: Processes) -> None:
    """A file left by a crash may name an id that belongs to a stranger by now: the stranger is not touched."""
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    processes.run.mkdir(parents=True)
    (processes.run / "sleeper.json").write_text(json.dumps({"pid": stranger.pid, "began": "another-boot:1"}))

    assert processes.find("sleeper") is None
    assert [] == processes.stop(["sleeper"])
    assert stranger.poll() is None
    stranger.communicate(b"\n")


def test_a_crashed_process_counts_as_ended_before_anybody_reaped_it(processes: Processes) -> None:
    """A zombie does not run."""
    pid = processes.start(Program("brief", (sys.executable, "-c", "")))
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    assert processes.find("brief") is None
    processes.stop(["brief"])


def test_a_damaged_file_counts_as_no_process(processes: Processes) -> None:
    """Half a file, written as the disk ran full, hinders nobody."""
    processes.run.mkdir(parents=True)
    (processes.run / "sleeper.json").write_text('{"pid": 12')

    assert processes.find("sleeper") is None


def test_the_last_words_are_the_end_of_the_log(processes: Processes) -> None:
    """Whoever asks why a process ended sees what it said last."""
    processes.start(Program("brief", (sys.executable, "-c", "import sys; print('hello'); sys.exit('no register')")))
    while processes.find("brief"):
        pass

    assert "no register" in processes.last_words("brief").splitlines()
    processes.stop(["brief"])


def test_a_program_that_is_not_installed_is_said_in_one_line(processes: Processes) -> None:
    """The line names what cannot be started and what to do."""
    with pytest.raises(Trouble, match=r"^ghost cannot be started .*: run `make` again"):
        processes.start(Program("ghost", ("/nonexistent/ghost",)))

"""The teahouse as a process of its own, as one would deploy it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


def wait_for(condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Look again and again until it is so."""
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, f"waited {patience} seconds in vain for {what}"
        time.sleep(0.02)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """One process. `environ` is what it is told; `log` what it says."""

    def __init__(self, module: str, log: Path, environ: dict[str, str]) -> None:
        self.port, self.log = free_port(), log
        told = {**os.environ, "HTTP_PORT": str(self.port), **environ}
        with log.open("ab") as lines:
            command = [sys.executable, "-m", module]
            self.process = subprocess.Popen(command, cwd=ROOT, env=told, stdout=lines, stderr=lines)

    def answer(self, path: str) -> tuple[int, bytes]:
        """What its health port says; (0, b"") while there is none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return 0, b""

    def ready(self) -> "Running":
        """Wait until it is."""
        wait_for(lambda: self.answer("/ready")[0] == 200 or self.process.poll() is not None, f"\n{self.said()}")
        assert self.process.poll() is None, self.said()
        return self

    def ended(self, patience: float = PATIENCE) -> int:
        """Wait until it has ended; returns its exit code."""
        return self.process.wait(patience)

    def kill(self) -> None:
        """SIGKILL: it has no time for anything."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM: it finishes what it has in hand."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def said(self) -> str:
        """Its whole log."""
        return self.log.read_text()

    def lines(self) -> list[dict[str, Any]]:
        """Its log, line by line; every line must be JSON."""
        return [json.loads(line) for line in self.said().splitlines()]

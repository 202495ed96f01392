"""Stand-ins as the real processes they are, and an ear that hears what they call back."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

SECRET = "shared between channel and payments"
READY_WITHIN = 20.0


def free_port() -> int:
    """A loopback port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(happened: Callable[[], Any], within: float = 10.0) -> None:
    """Wait until it is true; the test fails when it never becomes so."""
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def environment(port: int, settings: Mapping[str, object]) -> dict[str, str]:
    """What a stand-in is told, on top of what this process is."""
    told = {"PORT": port, "CALLBACK_SECRET": SECRET, "RETRY_SECONDS": 0.02, **settings}
    return {**os.environ, **{name: str(value) for name, value in told.items()}}


class StandIn:
    """One stand-in under a name, on a port that it keeps over restarts."""

    def __init__(self, name: str, **settings: object) -> None:
        """Start it with these settings on top of the usual ones."""
        self.name, self.port = name, free_port()
        self._environment = environment(self.port, settings)
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=10)
        self.start()

    def start(self) -> None:
        """Start the process and wait until it is ready."""
        command = [sys.executable, "-m", f"deploy.local.standins.{self.name}"]
        self._process = subprocess.Popen(command, env=self._environment)
        until(self._is_ready, READY_WITHIN)

    def kill(self) -> None:
        """End the process as a power failure would."""
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> int:
        """Ask the process to end; returns its exit status."""
        self._process.terminate()
        return self._process.wait(10)

    def post(self, path: str, content: Any, key: str | None = None) -> httpx.Response:
        """POST JSON, with an idempotency key if given."""
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.http.post(path, json=content, headers=headers)

    def get(self, path: str) -> Any:
        """GET JSON that must be there."""
        response = self.http.get(path)
        assert response.status_code == 200, response.text
        return response.json()

    def _is_ready(self) -> bool:
        """Whether it answers; the test fails when it ended instead."""
        assert self._process.poll() is None, f"{self.name} ended with {self._process.returncode}"
        try:
            return self.http.get("/ready").status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def running(name: str, **settings: object) -> Iterator[StandIn]:
    """A stand-in for as long as the block lasts."""
    stand_in = StandIn(name, **settings)
    try:
        yield stand_in
    finally:
        stand_in.kill()
        stand_in.http.close()


@dataclass
class Ear:
    """A server that is called back. `answers`: the statuses it gives in turn, then 204 for ever."""

    port: int = field(default_factory=free_port)
    answers: list[int] = field(default_factory=list)
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def url(self, path: str = "/callbacks/payments/payment-1/case-1/530000") -> str:
        """An address at which it listens."""
        return f"http://127.0.0.1:{self.port}{path}"

    @contextmanager
    def listening(self) -> Iterator["Ear"]:
        """Hear everything for as long as the block lasts."""
        ear = self

        class Handler(BaseHTTPRequestHandler):
            """One call back."""

            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                """Write down what was heard, then answer."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ear.heard.append((self.path, dict(self.headers), body))
                self.send_response(ear.answers.pop(0) if ear.answers else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent: what was heard is in `heard`."""

        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join(5)

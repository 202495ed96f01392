"""An outside party on loopback: a small real HTTP server, and the stand-ins as the processes they are."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from threading import Thread
from typing import Any

import urllib3

CHECKOUT = Path(__file__).parents[2]
STARTS_WITHIN = 20.0
HEARS_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class Call:
    """What somebody sent."""

    path: str
    headers: Mapping[str, str]
    body: str


@dataclass
class Party:
    """Answers what the test tells it to, and keeps what it was sent."""

    status: int = 200
    body: bytes = b"{}"
    delay: float = 0.0
    url: str = ""
    calls: list[Call] = field(default_factory=list)

    def says(self, body: Any, status: int = 200) -> None:
        """From now on, this."""
        self.body, self.status = body if isinstance(body, bytes) else json.dumps(body).encode(), status

    def asked(self) -> list[tuple[str, Any, str]]:
        """Path, question and idempotency key of every call."""
        return [(call.path, json.loads(call.body), call.headers["idempotency-key"]) for call in self.calls]

    def hears(self, count: int) -> list[Call]:
        """Wait until that many calls have come."""
        until = time.monotonic() + HEARS_WITHIN
        while len(self.calls) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.calls) == count
        return self.calls


@contextmanager
def listening() -> Iterator[Party]:
    """A party on a free port, gone at the end."""
    party = Party()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            party.calls.append(Call(self.path, {name.lower(): text for name, text in self.headers.items()}, body))
            time.sleep(party.delay)
            self.send_response(party.status)
            self.send_header("Content-Length", str(len(party.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(party.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        party.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield party
        server.shutdown()
        thread.join()


@contextmanager
def stand_in(name: str, secret: str) -> Iterator[str]:
    """Start `deploy.local.standins.<name>`; its address, once it is ready."""
    port = _free_port()
    told = {"PORT": str(port), "CALLBACK_SECRET": secret, "PACE_SECONDS": "0", "PYTHONPATH": str(CHECKOUT)}
    process = subprocess.Popen([sys.executable, "-m", f"deploy.local.standins.{name}"], env={**os.environ, **told})
    try:
        _await(f"http://127.0.0.1:{port}/ready", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    """A port where nobody listens."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Ask until it says that it is ready."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, "the stand-in has ended"
        try:
            if urllib3.request("GET", url, retries=False, timeout=1.0).status == 200:
                return
        except urllib3.exceptions.HTTPError:
            time.sleep(0.05)
    raise AssertionError(f"the stand-in is not ready after {STARTS_WITHIN} s")

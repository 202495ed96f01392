"""An outside party on loopback: a small real HTTP server that says what a test wants, for the tests of adapters."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

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
        """One call."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Keep what was sent, then answer; a caller that did not wait so long has hung up."""
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            party.calls.append(Call(self.path, {name.lower(): text for name, text in self.headers.items()}, body))
            time.sleep(party.delay)
            with suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(party.status)
                self.send_header("Content-Length", str(len(party.body)))
                self.end_headers()
                self.wfile.write(party.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        """Takes many callers at a time, and leaves when the test does."""

        request_queue_size = 128
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        party.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield party
        server.shutdown()
        thread.join()

"""`/live`, `/ready` and `/metrics` of one process."""

import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from services.chassis import codec
from services.chassis.errors import CannotStart
from services.chassis.metrics import CONTENT_TYPE, Metrics

Check = Callable[[], str | None]
"""Returns what is wrong, or None."""

JSON = "application/json"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Probes come every few seconds; they are not news."""


class Health:
    """Answers probes and scrapes. Ready means: every check finds nothing wrong."""

    def __init__(self, metrics: Metrics) -> None:
        """Checks are added before `serve`."""
        self._metrics = metrics
        self.checks: dict[str, Check] = {}

    def faults(self) -> dict[str, str]:
        """What keeps this process from being ready, by check."""
        found = {name: check() for name, check in self.checks.items()}
        return {name: fault for name, fault in found.items() if fault is not None}

    def answer(self, path: str) -> tuple[str, str, bytes]:
        """Status, content type and body for a path."""
        if path == "/live":
            return "200 OK", JSON, b'{"live":true}'
        if path == "/ready":
            faults = self.faults()
            status = "503 Service Unavailable" if faults else "200 OK"
            return status, JSON, codec.encode({"ready": not faults, "faults": faults})
        if path == "/metrics":
            return "200 OK", CONTENT_TYPE, self._metrics.exposition()
        return "404 Not Found", JSON, b'{"paths":["/live","/ready","/metrics"]}'

    def serve(self, host: str, port: int) -> int:
        """Serve in a thread of its own; returns the port (a free one where 0 was asked for)."""
        try:
            server = make_server(host, port, self._application, server_class=_Server, handler_class=_Quiet)
        except OSError as error:
            raise CannotStart(f"port {port} on {host}: {error.strerror}. Set HTTP_PORT to a free one.") from error
        threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
        return int(server.server_port)

    def _application(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        status, content_type, body = self.answer(environ["PATH_INFO"])
        start(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
        return [body]

"""Serves a process's ASGI application: the only importer of uvicorn. No green threads: nothing is patched there."""

import asyncio
import signal
import sys
from types import SimpleNamespace
from typing import Any

from services.chassis.settings import Common

# uvicorn loads its command line with itself, which nobody here uses: 3 MiB.
sys.modules.setdefault("uvicorn.main", SimpleNamespace(Server=None, main=None, run=None))  # type: ignore[arg-type]

from uvicorn.config import Config  # noqa: E402 - after the line above
from uvicorn.server import Server  # noqa: E402

STOP_WITHIN = 3
"""Seconds for requests under way; followers would stay for ever."""


def serve(app: Any, common: Common) -> None:
    """Serve until SIGTERM or SIGINT."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # the server stops by it, then raises it once more for this handler
    config = Config(
        app,
        host=common.http_host,
        port=common.http_port,
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN,
    )
    asyncio.run(Server(config).serve())

"""Run the portal's API: `python -m services.portal.api`. It uses no green threads, so nothing is patched."""

import asyncio
import os
import signal
import sys

import uvicorn

from services.chassis import logs, settings
from services.chassis.errors import ChassisError
from services.chassis.settings import Common
from services.portal.api.app import entrance
from services.portal.api.window import build

NAME = "portal-api"

STOP_WITHIN = 3
"""Seconds for requests under way; followers would stay for ever."""


def main() -> int:
    """Serve until SIGTERM or SIGINT; what is missing at the start is said in one line."""
    logs.configure(NAME, os.environ.get("LOG_LEVEL", "INFO"))
    try:
        common, window = settings.read(Common, os.environ), build(os.environ)
    except ChassisError as error:
        sys.stderr.write(f"{NAME}: {error}\n")
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # the server stops by it, then raises it once more for this handler
    config = uvicorn.Config(
        entrance(window),
        host=common.http_host,
        port=common.http_port,
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN,
    )
    asyncio.run(uvicorn.Server(config).serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run the portal's API: `python -m services.portal.api`. It uses no green threads, so nothing is patched."""

import os
import sys

from services.chassis import logs, settings
from services.chassis.errors import ChassisError
from services.chassis.settings import Common
from services.chassis.web import serve
from services.portal.api.app import entrance
from services.portal.api.window import build

NAME = "portal-api"


def main() -> int:
    """Serve until SIGTERM or SIGINT; what is missing at the start is said in one line."""
    logs.configure(NAME, os.environ.get("LOG_LEVEL", "INFO"))
    try:
        common, window = settings.read(Common, os.environ), build(os.environ)
    except ChassisError as error:
        sys.stderr.write(f"{NAME}: {error}\n")
        return 1
    serve(entrance(window), common)
    return 0


if __name__ == "__main__":
    sys.exit(main())

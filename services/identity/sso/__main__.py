"""Run the sign-in: `python -m services.identity.sso`. It uses no green threads, so nothing is patched."""

import os
import sys

from services.chassis import logs, settings
from services.chassis.errors import ChassisError
from services.chassis.settings import Common
from services.chassis.web import serve
from services.identity.sso.app import NAME, build


def main() -> int:
    """Serve until SIGTERM or SIGINT; what is missing at the start is said in one line."""
    logs.configure(NAME, os.environ.get("LOG_LEVEL", "INFO"))
    try:
        common, app = settings.read(Common, os.environ), build(os.environ)
    except ChassisError as error:
        sys.stderr.write(f"{NAME}: {error}\n")
        return 1
    serve(app, common)
    return 0


if __name__ == "__main__":
    sys.exit(main())

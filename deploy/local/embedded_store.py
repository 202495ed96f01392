"""The embedded store nx-27017, as one machine runs it: `python -m deploy.local.embedded_store` and its own options.

With a thread for each connection, a find by id costs a third less processor time than with its event loop, which
hands every request to a thread and back; but in this mode it logs every answer, and a log must not fill the disk.
"""

import logging
import sys

from nx_27017.nx_27017 import main


def run() -> None:
    """Serve until SIGTERM or SIGINT; warnings and errors go to standard error."""
    logging.disable(logging.INFO)
    sys.argv.append("--threaded")
    main()


if __name__ == "__main__":
    run()

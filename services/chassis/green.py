"""Makes the standard library cooperative for nameko: import this first in every `__main__`, and nowhere else.

Names are looked up by the system, in a thread, as it knows hosts, search domains and time-outs. eventlet's own resolver
costs every service 8 MiB, and 8 more where cryptography is installed, which it loads for DNSSEC.
"""

import os
import warnings
from typing import Any

os.environ["EVENTLET_NO_GREENDNS"] = "yes"
warnings.filterwarnings("ignore", r"[\s\S]*Eventlet is deprecated")  # known: docs/dependencies.md

import eventlet  # noqa: E402 - its warning is said at import, and a service's log is JSON from the first line on
import eventlet.debug  # noqa: E402
from eventlet import tpool  # noqa: E402
from eventlet.green import socket  # noqa: E402

from services.chassis import native  # noqa: E402

_blocking = socket.getaddrinfo


def _getaddrinfo(  # noqa: PLR0913, PLR0917 - the signature that callers know
    host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
) -> Any:
    """As in `socket`: an address is read here, a name is asked for beside, so that nobody else waits."""
    try:
        return _blocking(host, port, family, type, proto, flags | socket.AI_NUMERICHOST)
    except socket.gaierror:
        return tpool.execute(_blocking, host, port, family, type, proto, flags)


socket.getaddrinfo = _getaddrinfo  # before it is patched in for everybody
eventlet.monkey_patch()
eventlet.debug.hub_exceptions(False)  # whatever ends a green thread is raised where it is waited for, and logged there
native.Pool.execute = tpool.execute

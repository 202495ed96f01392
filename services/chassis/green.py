"""Makes the standard library cooperative for nameko: import this first in every `__main__`, and nowhere else."""

import warnings

warnings.filterwarnings("ignore", r"[\s\S]*Eventlet is deprecated")  # known: docs/dependencies.md

import eventlet  # noqa: E402 - its warning is said at import, and a service's log is JSON from the first line on
import eventlet.debug  # noqa: E402

eventlet.monkey_patch()
eventlet.debug.hub_exceptions(False)  # whatever ends a green thread is raised where it is waited for, and logged there

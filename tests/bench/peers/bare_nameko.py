"""A bare nameko service: `@event_handler` that dispatches one event. Stores nothing, checks nothing."""
# mypy: disable-error-code="import-not-found, untyped-decorator"

import eventlet

eventlet.monkey_patch()

# isort: split
# ruff: noqa: E402 - patching comes first
import os
import signal
import threading
from typing import Any

from nameko.events import EventDispatcher, event_handler
from nameko.runners import ServiceRunner


class Bare:
    """Hears `hall.pressed`, says `bare.taken`."""

    name = "bare"
    dispatch = EventDispatcher()

    @event_handler("hall", "pressed")
    def take(self, message: dict[str, Any]) -> None:
        """One hop."""
        self.dispatch("taken", message)


def main() -> None:
    """Run until told to stop."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    runner = ServiceRunner({"AMQP_URI": os.environ["AMQP_URI"], "max_workers": int(os.environ["WORKERS"])})
    runner.add_service(Bare)
    runner.start()
    while not stop.wait(0.2):
        pass
    runner.stop()


main()

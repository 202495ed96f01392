"""Run the ticket machine: `python -m tests.bench.tickets`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.chassis.host import run
from tests.bench.tickets.service import Tickets

run(Tickets)

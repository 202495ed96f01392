"""Run payments: `python -m services.payments`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.chassis.host import run
from services.payments.service import Payments

run(Payments)

"""Run seals: `python -m services.seals`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.chassis.host import run
from services.seals.service import Seals

run(Seals)

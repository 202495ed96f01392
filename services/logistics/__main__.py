"""Run logistics: `python -m services.logistics`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.chassis.host import run
from services.logistics.service import Logistics

run(Logistics)

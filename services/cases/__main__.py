"""Run cases: `python -m services.cases`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.cases.service import Cases
from services.chassis.host import run

run(Cases)

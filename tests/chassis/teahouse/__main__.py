"""Run the teahouse: `python -m tests.chassis.teahouse`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.chassis.host import run
from tests.chassis.teahouse.service import Teahouse

run(Teahouse)

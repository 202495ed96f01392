"""Run identity: `python -m services.identity`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.chassis.host import run
from services.identity.service import Identity

run(Identity)

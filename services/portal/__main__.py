"""Run the portal's projector: `python -m services.portal`. Its API is `python -m services.portal.api`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.chassis.host import run
from services.portal.service import Portal

run(Portal)

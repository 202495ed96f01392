"""Run certificates: `python -m services.certificates`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.certificates.service import Certificates
from services.chassis.host import run

run(Certificates)

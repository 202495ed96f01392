"""Run catalogue: `python -m services.catalogue`."""

import services.chassis.green  # noqa: F401 - patches the standard library; must come first

# isort: split
from services.catalogue.service import Catalogue
from services.chassis.host import run

run(Catalogue)

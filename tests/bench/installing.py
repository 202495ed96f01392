"""The peers' own environment: made from requirements/bench.txt when that has changed, never the main one."""

import hashlib
import os
import subprocess
import sys

from deploy.local.home import CHECKOUT
from deploy.local.install import package_settings
from tests.bench.rivals import PYTHON

REQUIREMENTS = CHECKOUT / "requirements" / "bench.txt"
UV = (sys.executable, "-m", "uv")


def install() -> None:
    """Make the environment, unless it is there and as it should be."""
    folder = PYTHON.parents[1]
    stamp, wanted = folder / "installed", hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    environment = {**os.environ, **package_settings()}
    make = (*UV, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder))
    fill = (*UV, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", "--python", str(PYTHON))
    for command in (make, (*fill, str(REQUIREMENTS))):
        subprocess.run(command, env=environment, check=True)
    stamp.write_text(wanted)

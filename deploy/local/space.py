"""Room on the disk, asked before anything starts: a broker without room blocks its publishers without a word."""

import shutil
from pathlib import Path

from deploy.local.trouble import Trouble

MEGABYTE = 1_000_000

BROKER_STOPS_AT_MB = 200
"""The private broker takes nothing more below this."""

NEEDED_MB = 1_000
"""Broker, store and logs of a few thousand cases, with the broker's reserve."""


def ensure_space(folder: Path, needed_mb: int = NEEDED_MB) -> None:
    """Raise Trouble unless the disk that holds this existing folder has room."""
    free_mb = shutil.disk_usage(folder).free // MEGABYTE
    if free_mb < needed_mb:
        what = f"the disk is full: {folder} has {free_mb} MB free and {needed_mb} MB are needed"
        raise Trouble(what, f"free {needed_mb - free_mb} MB there, or set TONGBAN_HOME to a folder on a larger disk")

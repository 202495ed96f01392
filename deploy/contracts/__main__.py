"""`python -m deploy.contracts` writes the AsyncAPI documents; with `release` it also makes the present contracts
the baseline that later ones are compared with.
"""

import sys
from pathlib import Path

from deploy.contracts import asyncapi, released
from services.chassis.contracts import FOLDER

USAGE = "usage: python -m deploy.contracts [release]"


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """Do what is asked; the exit code is 0 when it is done, 1 when it is forbidden, 2 when it was not understood."""
    if arguments not in ([], ["release"]):
        return _say(USAGE, code=2)
    for file, text in asyncapi.documents(folder).items():
        file.write_text(text, encoding="utf-8")
    broken = released.release(folder) if arguments else []
    if broken:
        return _say("Not released. These changes need a new version of the contract:", *broken, code=1)
    return 0


def _say(*lines: str, code: int) -> int:
    sys.stderr.write("\n".join(lines) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
